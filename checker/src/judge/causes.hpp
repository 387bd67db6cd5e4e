// The causes that a diagnosis may name, kind by kind. Each function looks at all outputs of a step, right and wrong,
// and returns what fits, counted; diagnose.cpp ranks them.
#pragma once

#include <vector>

#include "judge/observation.hpp"
#include "judge/result.hpp"
#include "oracles/oracle.hpp"

namespace gaplab {

/// never_written, only_a_prefix, and lost_tail where it is elements of the output that are missing.
std::vector<diagnosis> causes_by_pattern(const observations& seen);

/// constant_factor: every element is the same multiple of the right one, and which size that is.
std::vector<diagnosis> causes_by_factor(const observations& seen);

/// lost_tail, axes_swapped, layout_misread: the oracle's answer for other inputs, or in other places, is what was got.
std::vector<diagnosis> causes_by_hypothesis(const observations& seen, const operation_oracle& oracle);

/// The misconceptions that the lab's oracle knows, refusals among them.
std::vector<diagnosis> causes_by_misconception(const observations& seen, const operation_oracle& oracle);

}  // namespace gaplab
