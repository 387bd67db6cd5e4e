// A new lab's files, with everything that the gate asks for still to be filled in.
#pragma once

#include <filesystem>
#include <map>
#include <string>

namespace gaplab {

/// Path, from the course's root, to text, for a lab called "09_name": one operation, called "name", on the CPU. Throws
/// usage_error if that is no lab's name.
std::map<std::filesystem::path, std::string> lab_skeleton(const std::string& lab);

}  // namespace gaplab
