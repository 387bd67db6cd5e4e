// What every toolchain does: the student's file and the course's own compile side by side, then they are linked.
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "compile/object.hpp"
#include "compile/second_opinion.hpp"
#include "compile/toolchain.hpp"

namespace gaplab {

struct build_plan {
  compile_command student;
  std::vector<compile_command> given;  ///< the course's own files
  compile_command link;                ///< its source and its output are filled in; the options come after the objects
  std::vector<std::unique_ptr<second_opinion>> opinions{};  ///< of the student's file, asked already
};

/// Starts the compilers. The cache must outlive the build.
std::unique_ptr<pending_build> start_build(build_plan plan, const compile_cache& cache);

/// What changes when the compiler is updated, without the cost of asking it.
std::string identity_of(const std::filesystem::path& compiler);

}  // namespace gaplab
