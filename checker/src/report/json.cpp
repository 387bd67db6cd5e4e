#include "report/json.hpp"

#include <cmath>
#include <nlohmann/json.hpp>

#include "gaplab_version.hpp"

namespace gaplab {

namespace {

using json = nlohmann::ordered_json;

json number(double value) { return std::isfinite(value) ? json(value) : json(nullptr); }

json element_json(const compared_element& e) {
  return {{"index", e.index},         {"expected", number(e.expected)}, {"got", number(e.got)},
          {"error", number(e.error)}, {"allowed", number(e.allowed)},   {"unwritten", e.unwritten}};
}

json comparison_json(const comparison& c) {
  json first = json::array();
  for (const compared_element& e : c.first) first.push_back(element_json(e));
  return {{"output", c.output},
          {"shape", c.shape},
          {"elements", c.elements},
          {"wrong", c.wrong},
          {"unwritten", c.unwritten},
          {"not_a_number", c.not_a_number},
          {"worst_ratio", number(c.worst_ratio)},
          {"worst", c.worst ? element_json(*c.worst) : json(nullptr)},
          {"first", first},
          {"pattern", c.pattern}};
}

json case_json(const case_result& c) {
  json comparisons = json::array();
  for (const comparison& compared : c.comparisons) comparisons.push_back(comparison_json(compared));
  return {{"name", c.name},
          {"data", c.data == data_kind::exact ? "exact" : "random"},
          {"inputs", c.shapes},
          {"parameters", c.parameters},
          {"passed", c.passed},
          {"problems", c.problems},
          {"worst_ratio", number(c.worst_ratio)},
          {"outputs", comparisons}};
}

json diagnosis_json(const diagnosis& d) {
  return {{"id", d.id},
          {"equals", d.equals},
          {"text", d.text},
          {"output", d.output},
          {"observed", d.observed},
          {"explained", d.explained},
          {"wrong", d.wrong},
          {"deviation", number(d.deviation)},
          {"confidence", to_string(d.confidence)},
          {"line", d.line > 0 ? json(d.line) : json(nullptr)},
          {"hint", d.hint > 0 ? json(d.hint) : json(nullptr)}};
}

json finding_json(const gpu_finding& f) {
  json sides = json::array();
  for (const sim::side_text& side : f.text.sides) {
    sides.push_back({{"action", side.action}, {"place", side.place}, {"who", side.who}});
  }
  return {{"id", f.text.name},        {"title", f.text.title},
          {"object", f.text.object},  {"detail", f.text.detail},
          {"sides", sides},           {"kernel", f.text.kernel},
          {"launch", f.text.launch},  {"cases", f.cases},
          {"times", f.text.times},    {"explanation", f.text.explanation},
          {"chapter", f.text.chapter}};
}

json errors_json(const source_errors& errors) {
  json first = json::array();
  for (const source_error& e : errors.first) {
    first.push_back({{"file", e.file},
                     {"line", e.line},
                     {"column", e.column},
                     {"message", e.message},
                     {"source", e.source},
                     {"explanation", e.explanation}});
  }
  return {{"first", first}, {"more", errors.more}};
}

json step_json(const step_result& r) {
  json cases = json::array();
  for (const case_result& c : r.cases) cases.push_back(case_json(c));
  json diagnoses = json::array();
  for (const diagnosis& d : r.diagnoses) diagnoses.push_back(diagnosis_json(d));
  json findings = json::array();
  for (const gpu_finding& f : r.findings) findings.push_back(finding_json(f));
  return {{"address", r.step.address()},
          {"title", r.step.title},
          {"function", r.step.function},
          {"file", r.student_file},
          {"verdict", to_string(r.verdict)},
          {"reason", r.reason},
          {"points", r.passed() ? r.step.points : 0},
          {"most_points", r.step.points},
          {"worst_ratio", number(r.worst_ratio)},
          {"toolchain", r.toolchain},
          {"runs_on", r.runs_on},
          {"compile_seconds", r.compile_seconds},
          {"run_seconds", r.run_seconds},
          {"errors", errors_json(r.errors)},
          {"details", r.details},
          {"warnings", r.warnings},
          {"notes", r.notes},
          {"diagnoses", diagnoses},
          {"pattern", r.pattern},
          {"findings", findings},
          {"more_findings", r.more_findings},
          {"cases", cases}};
}

/// Paths and messages may hold any bytes; JSON must be UTF-8.
std::string text_of(const json& value) { return value.dump(2, ' ', false, json::error_handler_t::replace) + "\n"; }

}  // namespace

std::string check_json(const check_report& report) {
  json steps = json::array();
  for (const step_result& r : report.steps) steps.push_back(step_json(r));
  const check_tally tally = tally_of(report);
  json verdicts = json::object();
  for (const verdict v : {verdict::passed, verdict::wrong, verdict::crashed, verdict::timed_out,
                          verdict::did_not_compile, verdict::not_attempted, verdict::not_run}) {
    const auto found = tally.verdicts.find(v);
    verdicts[std::string(to_string(v))] = found == tally.verdicts.end() ? 0 : found->second;
  }
  return text_of({{"schema", check_schema},
                  {"gaplab", version},
                  {"files", report.files},
                  {"solutions", report.solutions},
                  {"steps", steps},
                  {"summary",
                   {{"steps", report.steps.size()},
                    {"verdicts", verdicts},
                    {"points", tally.points},
                    {"most_points", tally.most_points}}},
                  {"next", report.next ? json(report.next->address()) : json(nullptr)}});
}

std::string error_json(const std::string& kind, const std::string& message) {
  return text_of({{"schema", check_schema}, {"gaplab", version}, {"error", {{"kind", kind}, {"message", message}}}});
}

}  // namespace gaplab
