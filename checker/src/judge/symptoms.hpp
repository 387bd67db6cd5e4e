// What can be said of wrong outputs without a prediction of their values: refusals, NaN, results that depend on the
// run or on the call, results that are only too inexact, gradients that are none.
#pragma once

#include <vector>

#include "judge/prediction.hpp"

namespace gaplab {

/// Each with its counts, the likeliest first.
std::vector<candidate> symptoms(const observed_step& seen);

}  // namespace gaplab
