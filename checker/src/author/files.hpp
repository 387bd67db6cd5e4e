// What can be told of a lab from its files alone: what is missing, stray or wrong in them.
#pragma once

#include <vector>

#include "author/finding.hpp"
#include "course/course.hpp"

namespace gaplab {

/// Beside a lab's solutions: which of their mutants are equivalent, and why (mutate/equivalents.hpp).
inline constexpr const char* equivalents_file = "equivalent.toml";

std::vector<finding> examine_files(const course& c, const lab& l);

}  // namespace gaplab
