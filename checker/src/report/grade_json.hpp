// The results of grading as JSON, by the schema of docs/results.md.
#pragma once

#include <string>

#include "grade/grade.hpp"

namespace gaplab {

inline constexpr const char* grade_schema = "gaplab.grade/1";

/// The whole report, with a line feed at its end.
std::string grade_json(const grade_report& report);

}  // namespace gaplab
