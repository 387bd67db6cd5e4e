// What the simulated GPU found, and what it means for a step. It takes points away and gives none: a right result that
// rests on a race has not passed.
#pragma once

#include <string>
#include <vector>

#include "judge/result.hpp"
#include "run/job.hpp"

namespace gaplab {

/// The findings with the cases that each belongs to. What was found at the same place in several cases is one finding.
std::vector<gpu_finding> findings_of_cases(std::vector<sim::finding_text> texts, const std::vector<fixture_case>& cases,
                                           const std::vector<call_outcome>& calls);

/// "data race on element 3 of the shared array partial[256] (avg_pool.cu:42)"
std::string headline(const gpu_finding& finding);

/// "in case `four_by_five`", "in case `four_by_five` and 3 more", "after the last case"
std::string place_of(const gpu_finding& finding);

/// Whether one of them may be why numbers are wrong: a race or a stray access is, memory never freed is not.
bool changes_numbers(const std::vector<gpu_finding>& findings);

/// The finding that comes first as a diagnosis: one that changes numbers, if there is one. None if there is none.
std::vector<diagnosis> diagnose_findings(const step_result& result);

}  // namespace gaplab
