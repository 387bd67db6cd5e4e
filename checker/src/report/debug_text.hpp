// What is said before a debugger starts. Pure functions: they print nothing.
#pragma once

#include <string>

#include "fixtures/fixture.hpp"
#include "judge/result.hpp"
#include "report/palette.hpp"

namespace gaplab {

/// What the check found of the step and of the case that is to be debugged, and the commands worth knowing. debugger is
/// its name: "gdb". No expected value is told: `gaplab check` does that.
std::string debug_text(const step_result& checked, const fixture_case& c, const std::string& debugger,
                       const palette& colours);

}  // namespace gaplab
