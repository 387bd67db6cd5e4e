// One step through the whole way: fixture and compiler, worker, judge.
#pragma once

#include <filesystem>

#include "compile/toolchain.hpp"
#include "course/course.hpp"
#include "judge/result.hpp"

namespace gaplab {

/// Checks the student's file. Whatever is wrong with it is in the result; with keep_pictures, planes of wrong outputs
/// too. Throws environment_error where the course, its fixture or the compiler fails, and interrupted.
step_result check_step(const course& c, const step& s, const std::filesystem::path& student_file,
                       const compile_cache& cache, const cuda_request& request = {}, bool keep_pictures = false);

}  // namespace gaplab
