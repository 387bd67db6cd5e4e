#include "report/grade_json.hpp"

#include <nlohmann/json.hpp>

#include "gaplab_version.hpp"

namespace gaplab {

namespace {

using json = nlohmann::ordered_json;

json step_json(const graded_step& s) {
  return {{"address", s.address}, {"verdict", to_string(s.verdict)}, {"reason", s.reason}, {"diagnosis", s.diagnosis},
          {"points", s.points},   {"most_points", s.most_points}};
}

json submission_json(const graded_submission& s, int most_points) {
  json steps = json::array();
  for (const graded_step& graded : s.steps) steps.push_back(step_json(graded));
  return {{"name", s.name},
          {"source", s.source},
          {"status", to_string(s.status)},
          {"reason", s.reason},
          {"points", s.points()},
          {"most_points", most_points},
          {"not_run_points", s.not_run_points()},
          {"seconds", s.seconds},
          {"files", s.files},
          {"ignored_files", s.ignored_files},
          {"steps", steps}};
}

}  // namespace

std::string grade_json(const grade_report& report) {
  json submissions = json::array();
  for (const graded_submission& s : report.submissions) submissions.push_back(submission_json(s, report.most_points()));
  json ignored = json::array();
  for (const ignored_entry& entry : report.ignored) ignored.push_back({{"name", entry.name}, {"reason", entry.reason}});
  const grade_tally tally = tally_of(report);
  const json root = {{"schema", grade_schema},
                     {"gaplab", version},
                     {"course", report.course},
                     {"when", report.when},
                     {"toolchain", report.toolchain},
                     {"folder", report.folder},
                     {"complete", report.submissions.size() == report.found},
                     {"submissions", submissions},
                     {"ignored", ignored},
                     {"totals",
                      {{"submissions", report.found},
                       {"graded", tally.graded},
                       {"unreadable", tally.unreadable},
                       {"failed", tally.failed},
                       {"mean_points", tally.mean_points},
                       {"most_points", report.most_points()}}}};
  // Names and paths may be any bytes; JSON must be UTF-8.
  return root.dump(2, ' ', false, json::error_handler_t::replace) + "\n";
}

}  // namespace gaplab
