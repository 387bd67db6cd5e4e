// The author's gate: is a lab whole?
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "author/finding.hpp"
#include "compile/cache.hpp"
#include "course/course.hpp"

namespace gaplab {

/// How many wrong solutions a lab needs for each of its devices.
inline constexpr std::size_t fewest_wrong_solutions = 8;

/// Looks at the lab's files, then runs its stubs, its solutions and its wrong solutions. What it finds is in the
/// report; it throws only what ends everything (interrupted, no compiler). progress is told what is being looked at.
gate_report examine_lab(const course& c, const lab& l, const compile_cache& cache,
                        const std::function<void(const std::string&)>& progress);

/// What lies in labs/, solutions/ and datasets/ and belongs to no lab.
std::vector<finding> find_strays(const course& c);

}  // namespace gaplab
