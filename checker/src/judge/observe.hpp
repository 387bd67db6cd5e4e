// Cases and what came of them -> what a diagnosis looks at.
#pragma once

#include <vector>

#include "judge/observation.hpp"
#include "run/job.hpp"

namespace gaplab {

/// All calls of the step, and for each case the one that a diagnosis looks at: that which failed, if only one did.
/// Cases of many elements are left out where smaller ones fail. Refers to its arguments.
observed_step observe(const step& s, const std::vector<fixture_case>& cases, const std::vector<evaluation>& limits,
                      const job_outcome& outcome, const operation_oracle& oracle);

/// Which elements of an output are wrong, in which cases, in words.
std::string describe_wrong(const observed_step& seen, const std::string& output);

}  // namespace gaplab
