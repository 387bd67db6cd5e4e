#include "check/check_report.hpp"

namespace gaplab {

check_tally tally_of(const check_report& report) {
  check_tally tally;
  for (const step_result& result : report.steps) {
    ++tally.verdicts[result.verdict];
    tally.most_points += result.step.points;
    if (result.passed()) tally.points += result.step.points;
  }
  return tally;
}

}  // namespace gaplab
