// Results as JSON, by the schema of docs/results.md.
#pragma once

#include <string>

#include "check/check_report.hpp"

namespace gaplab {

inline constexpr const char* check_schema = "gaplab.check/1";

/// The whole report, with a line feed at its end. Numbers that JSON does not have (NaN, infinity) are null.
std::string check_json(const check_report& report);

/// The answer to a request that failed: kind is "usage", "environment" or "interrupted".
std::string error_json(const std::string& kind, const std::string& message);

}  // namespace gaplab
