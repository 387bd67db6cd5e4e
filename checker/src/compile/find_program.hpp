// Programs in PATH.
#pragma once

#include <filesystem>
#include <optional>
#include <string>

namespace gaplab {

/// Where a program of that name is; the name itself if it is a path to a program.
std::optional<std::filesystem::path> find_program(const std::string& name);

}  // namespace gaplab
