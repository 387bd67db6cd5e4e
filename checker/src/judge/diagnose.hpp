// Wrong outputs -> the mistakes that would give exactly these.
#pragma once

#include <vector>

#include "judge/result.hpp"
#include "oracles/oracle.hpp"
#include "run/job.hpp"

namespace gaplab {

/// The likeliest first, at most three; none where nothing fits. Looks at a step whose verdict is wrong, or that CUDA
/// reported an error of; a cause must explain at least half of the wrong outputs, each of them element by element.
/// Where there is none, the first thing that the simulated GPU found is it.
std::vector<diagnosis> diagnose(const step_result& result, const std::vector<fixture_case>& cases,
                                const std::vector<evaluation>& limits, const job_outcome& outcome,
                                const operation_oracle& oracle);

}  // namespace gaplab
