// submission.json, the part of a submission that gaplab adds: docs/results.md has its schema.
#pragma once

#include <string>

#include "grade/handin.hpp"

namespace gaplab {

inline constexpr const char* submission_schema = "gaplab.submission/1";

std::string submission_json(const handin& h);

}  // namespace gaplab
