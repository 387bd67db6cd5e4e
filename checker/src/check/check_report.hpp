// All that one `gaplab check` found out.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "judge/result.hpp"

namespace gaplab {

struct check_report {
  std::vector<step_result> steps;
  std::string files;         ///< the folder whose files were checked
  bool solutions = false;    ///< they were the reference solutions
  std::optional<step> next;  ///< the step to do next; none if all that can run here are passed
};

struct check_tally {
  std::map<verdict, std::size_t> verdicts;  ///< those that occur
  int points = 0;
  int most_points = 0;
};

check_tally tally_of(const check_report& report);

}  // namespace gaplab
