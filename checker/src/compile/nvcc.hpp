// How nvcc is called, for the toolchains that use it.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "compile/object.hpp"

namespace gaplab {

/// How nvcc compiles one file, for a GPU of that compute capability ("" where there is none). The options are those of
/// the file alone: folders and macros.
compile_command nvcc_command(const std::filesystem::path& compiler, const std::string& capability,
                             const std::vector<std::string>& options, const std::filesystem::path& source,
                             bool for_debugger = false);

}  // namespace gaplab
