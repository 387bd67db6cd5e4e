// Outputs and expected values -> verdict.
#pragma once

#include <filesystem>
#include <vector>

#include "judge/result.hpp"
#include "oracles/oracle.hpp"
#include "run/job.hpp"

namespace gaplab {

/// Fills verdict, reason, details, notes and cases of a step that was built and run, and whose findings are in the
/// result already. limits holds, for each case, what
/// the oracle says of it; the expected values are the fixture's own. Throws environment_error if the
/// lab's binding and the fixture do not fit.
void judge(step_result& result, const std::vector<fixture_case>& cases, const std::vector<evaluation>& limits,
           const job_outcome& outcome, const std::filesystem::path& worker);

}  // namespace gaplab
