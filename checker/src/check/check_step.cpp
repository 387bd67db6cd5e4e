#include "check/check_step.hpp"

#include <fmt/format.h>

#include "base/error.hpp"
#include "base/files.hpp"
#include "base/program_name.hpp"
#include "base/text.hpp"
#include "check/case_set.hpp"
#include "judge/diagnose.hpp"
#include "judge/findings.hpp"
#include "judge/judge.hpp"
#include "judge/likely_line.hpp"
#include "judge/plane.hpp"
#include "run/finding_places.hpp"

namespace gaplab {

namespace fs = std::filesystem;

namespace {

/// An undefined reference is the linker's way to say that a function has gone.
std::string link_failure(const step& s, const std::string& diagnostics) {
  const std::string undefined = fmt::format("undefined reference to `{}(", s.function);
  if (diagnostics.find(undefined) != std::string::npos) {
    return fmt::format("the function {} is missing, or its parameters are not those of the header", s.function);
  }
  if (diagnostics.find("undefined reference") != std::string::npos) {
    return "it compiles, but does not link: a function is declared or called that nobody defines";
  }
  return "it compiles, but the linker refuses it";
}

}  // namespace

step_result check_step(const course& c, const step& s, const fs::path& student_file, const compile_cache& cache,
                       const cuda_request& request, bool keep_pictures) {
  step_result result;
  result.step = s;
  result.student_file = student_file.string();
  std::error_code ignored;
  if (!fs::is_regular_file(student_file, ignored)) {
    result.verdict = verdict::did_not_compile;
    result.reason = fmt::format("there is no file {}: `{} reset {}` makes it anew", student_file.string(),
                                program_name(), s.address());
    return result;
  }
  const toolchain_choice& choice = choose_toolchain(c, s.device, request);
  if (!choice.chosen) {
    result.verdict = verdict::not_run;
    result.reason = choice.not_run;
    return result;
  }
  result.runs_on = choice.runs_on;
  result.toolchain = choice.chosen->name();
  const lab& l = *find_lab(c, s.lab);
  const worker_sources sources{student_file, l.folder, c.worker_folder()};
  const std::unique_ptr<pending_build> build = choice.chosen->start(sources, cache);
  const case_set set = load_cases(c, l, s);
  prepared_job job(s, set.cases);
  const build_result built = build->finish();
  result.compile_seconds = built.seconds;
  result.warnings = built.built ? printable(built.diagnostics) : "";
  if (!built.built) {
    result.verdict = verdict::did_not_compile;
    result.reason = built.reason.empty() ? link_failure(s, built.diagnostics) : built.reason;
    result.details = printable(built.diagnostics);
    result.errors = find_source_errors(built.diagnostics, student_file.string(), read_file(student_file));
    if (result.errors.unbalanced) result.reason = "its braces do not match";
    return result;
  }
  if (!choice.can_run()) {
    result.verdict = verdict::not_run;
    result.reason = fmt::format("{} here; it compiles with {}", choice.not_run, choice.chosen->name());
    return result;
  }
  const job_outcome outcome = job.run(built.worker, l.limits, choice.chosen->needs());
  result.findings = findings_of_cases(
      describe_findings(outcome.findings, built.worker, student_file, c.simulator_folder()), set.cases, outcome.calls);
  result.more_findings = outcome.findings.dropped;
  judge(result, set.cases, set.limits, outcome, built.worker);
  if (keep_pictures) keep_planes(result, set.cases, set.limits, outcome);
  diagnose(result, set.cases, set.limits, outcome, find_oracle(s.lab, s.operation));
  if (!result.diagnoses.empty()) locate(result, read_file(student_file));
  return result;
}

}  // namespace gaplab
