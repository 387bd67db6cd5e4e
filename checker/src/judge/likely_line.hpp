// A diagnosis and the student's file -> the line to look at.
#pragma once

#include <string>

#include "judge/result.hpp"

namespace gaplab {

/// The line of the file, counted from 1, that most likely has the mistake: the only one in the step's function, and in
/// the kernels that it launches, which has what such a mistake is made with. 0 where there is none, or more than one:
/// a wrong place is worse than none.
int likely_line(const diagnosis& d, const step& s, const std::string& text);

/// Fills in the lines of a result's diagnoses; those of findings are where they were found. text: the student's file.
void locate(step_result& result, const std::string& text);

}  // namespace gaplab
