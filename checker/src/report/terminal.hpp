// Results as text for a terminal of 100 columns. Pure functions: they print nothing.
#pragma once

#include <string>

#include "check/check_report.hpp"
#include "report/palette.hpp"

namespace gaplab {

inline constexpr std::size_t text_width = 96;
inline constexpr std::size_t address_width = 30;  ///< of the longest: 02.cuda.channels_last.backward

/// One aligned line for a step, as the check of many steps shows them while it goes on.
std::string step_line(const step_result& result, const palette& colours);

/// Everything about one step: for the check of a single step, and for the first failure among many.
/// Verbose: every wrong case, and all that the compiler or the program said.
std::string step_details(const step_result& result, bool verbose, const palette& colours);

/// What comes after the steps' lines: counts, points, and the next thing to type.
std::string check_summary(const check_report& report, const palette& colours);

}  // namespace gaplab
