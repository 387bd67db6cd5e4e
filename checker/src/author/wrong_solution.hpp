// solutions/<lab>/wrong/: one mistake a file, with the diagnosis that it must get. docs/add-a-lab.md describes the
// format:
//
//   // 01.cpu.global.forward: constant_factor H*W
//   // The sum of each map, never divided.
//   void global_avg_pool2d_forward(nchw<float> y, nchw<const float> x) { ... }
//
// The text stands for that step's function in the reference solution.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "course/course.hpp"
#include "judge/result.hpp"

namespace gaplab {

struct wrong_solution {
  std::filesystem::path file;
  gaplab::step step;      ///< the one that goes wrong
  std::string diagnosis;  ///< "constant_factor H*W": an id, and what it equals where that matters
  std::string text;       ///< the file
};

/// Throws environment_error, with what to do, if the file's first line names no step of the lab.
wrong_solution load_wrong_solution(const lab& l, const std::filesystem::path& file);

/// The reference solution's text with the mistake in it. Throws environment_error if it lacks the step's function.
std::string with_mistake(const std::string& solution, const wrong_solution& wrong);

/// Whether its diagnosis is one that only the simulated GPU gives.
bool needs_simulator(const wrong_solution& wrong);

/// Whether the first diagnosis of the result, or without one its verdict, is the expected one. Where the simulated GPU
/// found something, that comes first, and what the numbers look like, or CUDA says, may be the expected one as well.
bool is_diagnosed(const step_result& result, const std::string& expected);

/// What the result says, in the words that a wrong solution's first line has.
std::string diagnosis_of(const step_result& result);

}  // namespace gaplab
