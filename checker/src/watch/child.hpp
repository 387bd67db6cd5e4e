// This program itself, as a process beside it, which can be abandoned at any moment.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "run/process.hpp"

namespace gaplab {

/// Starts gaplab with these arguments. Its output ends with what it says of errors. When the object goes, it is ended
/// with all that it has started.
std::unique_ptr<running_process> start_gaplab(const std::vector<std::string>& arguments);

}  // namespace gaplab
