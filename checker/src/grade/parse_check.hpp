// The JSON of `gaplab check --json` (docs/results.md) back to plain data.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "grade/grade.hpp"

namespace gaplab {

struct parsed_check {
  std::vector<graded_step> steps;
  std::string problem;  ///< the error that it tells of, or why it cannot be understood
};

/// What comes before the object, such as a message on standard error, is passed over.
parsed_check parse_check(std::string_view output);

}  // namespace gaplab
