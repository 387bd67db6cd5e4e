// What the simulated GPU found, as text for a terminal. Pure functions: they print nothing.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "judge/result.hpp"
#include "report/palette.hpp"

namespace gaplab {

/// The findings of a step: the first three of them, or with `all` each.
std::string step_findings(const step_result& result, bool all, const palette& colours);

/// The findings of a program on its own, and at the end how many there are. Empty where there is none.
std::string program_findings(const std::vector<sim::finding_text>& findings, std::uint64_t more,
                             const palette& colours);

}  // namespace gaplab
