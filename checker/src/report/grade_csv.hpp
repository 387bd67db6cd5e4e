// The results of grading for a spreadsheet.
#pragma once

#include <string>

#include "grade/grade.hpp"

namespace gaplab {

/// One row a submission, by RFC 4180. docs/results.md names the columns.
std::string grade_csv(const grade_report& report);

/// A cell's text: without control characters, quoted if need be, and never taken for a formula.
std::string csv_cell(const std::string& text);

}  // namespace gaplab
