// What is known of a step, in phrases that every report for people uses.
#pragma once

#include <string>

#include "judge/result.hpp"

namespace gaplab {

/// "not attempted"
std::string verdict_words(verdict v);

/// Of a step that passed: "16 cases, at most 0.3x of what is allowed".
std::string how_well(const step_result& result);

/// What it is probably: "Perhaps: ..." if that is not sure. Empty where the step's reason says all.
std::string diagnosis_words(const diagnosis& d);

/// Whether the diagnosis is something that the simulated GPU found, which is told with its own evidence.
bool is_finding(const step_result& result, const diagnosis& d);

/// How much the diagnosis explains, how closely, and where to look: "It fits all 16 wrong cases, to 7 digits. Look at
/// line 17."
std::string evidence_words(const step_result& result, const diagnosis& d);

/// What shows, where no cause is known: "No mistake that is known here gives these numbers. ...". Empty if there is
/// one.
std::string pattern_words(const step_result& result);

/// What goes into a case: "x (1, 2, 4, 5), kernel_size (3, 2)".
std::string describe_case(const case_result& c);

/// "y: 2 of 2 elements wrong: only the last row", and how many of them were never written, or are NaN.
std::string how_many_wrong(const comparison& c);

/// "the worst error is 8e+07 times what is allowed"; empty where no wrong element has a number.
std::string worst_error(const comparison& c);

/// A number with so many digits; "NaN" for one of either sign.
std::string number_words(double value, int digits);

/// What an element's index consists of: "(n, c, h, w)", or "element" where the dimensions have no letters.
std::string axes_words(const comparison& c);

}  // namespace gaplab
