// Which elements of a tensor are wrong, in words, where that has a pattern.
#pragma once

#include <string>
#include <vector>

#include "fixtures/fixture.hpp"

namespace gaplab {

/// wrong: the offsets of the wrong elements, ascending. unwritten: how many of them hold what was there before the
/// call. axes: a letter for each dimension, or empty. Returns, for example, "all", "only channel 3", "only the last row
/// (7)", "from element 96 on", "every 4th element"; empty where no simple description is exact.
std::string describe_pattern(const std::vector<std::size_t>& wrong, const shape& s, std::size_t unwritten,
                             const std::string& axes);

}  // namespace gaplab
