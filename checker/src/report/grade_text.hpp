// The results of grading, and of a submission's own check, as text for a terminal. Pure functions: they print nothing.
#pragma once

#include <string>
#include <vector>

#include "grade/grade.hpp"
#include "report/palette.hpp"

namespace gaplab {

/// "1 wrong (01.cpu.window.forward), 3 not attempted"; empty if all steps are passed.
std::string shortfall_words(const std::vector<graded_step>& steps);

/// What is graded, and what was passed over.
std::string grade_heading(const grade_report& report, const palette& colours);

/// The column that a submission's points come in, after its name.
std::size_t name_width(const std::vector<submission_source>& sources);

/// One line for a submission, more only where it has much to say.
std::string submission_line(const graded_submission& s, int most_points, std::size_t width, const palette& colours);

/// What comes after the lines: counts, the mean, and where the results are.
std::string grade_summary(const grade_report& report, const std::string& results, const palette& colours);

}  // namespace gaplab
