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

/// How the host's compiler compiles one file of a worker. The options are those of the file alone: folders and macros.
compile_command host_command(const std::filesystem::path& compiler, const std::vector<std::string>& options,
                             const std::filesystem::path& source);

/// The folders that a lab's files include from.
std::vector<std::string> lab_options(const worker_sources& sources);

/// What else the student's file is compiled with: for a debugger that it is not optimised, which wins over an earlier
/// option; else nothing.
std::vector<std::string> debugger_options(const worker_sources& sources);

/// The same folders for the worker's own files, which are compiled once for all labs.
std::vector<std::string> worker_options(const worker_sources& sources);

/// The given line of what the program says of its version, and its path.
std::string describe_program(const std::filesystem::path& program, std::size_t line);

}  // namespace gaplab
