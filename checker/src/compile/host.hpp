// The host's compiler, for the toolchains that use it.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "compile/object.hpp"
#include "compile/toolchain.hpp"

namespace gaplab {

/// $CXX, or g++, or clang++. Throws environment_error if there is none.
std::filesystem::path host_compiler();

/// How the host's compiler compiles one file of a worker.
compile_command host_command(const std::filesystem::path& compiler, const worker_sources& sources,
                             const std::filesystem::path& source);

/// The folders that the files of a worker include from.
std::vector<std::string> include_options(const worker_sources& sources);

/// The given line of what the program says of its version, and its path.
std::string describe_program(const std::filesystem::path& program, std::size_t line);

}  // namespace gaplab
