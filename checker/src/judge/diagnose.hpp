// Wrong outputs -> the mistakes that would give exactly these.
#pragma once

#include <vector>

#include "judge/result.hpp"
#include "oracles/oracle.hpp"
#include "run/job.hpp"

namespace gaplab {

/// Fills in what may be the cause, the likeliest first, at most three, and which cases and elements are wrong. Looks at
/// a step whose verdict is wrong, or that CUDA reported an error of.
///
/// What the simulated GPU found comes first, for it is evidence: what was seen to happen, where anything else is a
/// match of numbers. A cause of the numbers must explain at least half of the wrong outputs, each of them element by
/// element, and contradict no right one.
void diagnose(step_result& result, const std::vector<fixture_case>& cases, const std::vector<evaluation>& limits,
              const job_outcome& outcome, const operation_oracle& oracle);

}  // namespace gaplab
