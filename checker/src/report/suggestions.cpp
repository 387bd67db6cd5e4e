#include "report/suggestions.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/program_name.hpp"

namespace gaplab {

namespace {

/// The hint that fits the diagnosis, where lab.toml names one; else the next one.
std::string hint_command(const step_result& result) {
  const std::string command = program_name() + " hint " + result.step.address();
  const int hint = result.diagnoses.empty() ? 0 : result.diagnoses.front().hint;
  return hint > 0 ? fmt::format("{} --show {}", command, hint) : command;
}

}  // namespace

bool has_details(const step_result& result) {
  if (result.passed() || result.verdict == verdict::not_attempted) return false;
  return result.verdict != verdict::not_run || !result.warnings.empty();
}

const step_result* most_urgent(const check_report& report) {
  const auto first = [&](auto&& test) -> const step_result* {
    const auto found = std::find_if(report.steps.begin(), report.steps.end(), test);
    return found == report.steps.end() ? nullptr : &*found;
  };
  const auto not_run = [](const step_result& r) { return r.verdict == verdict::not_run; };
  if (const auto* wrong = first([&](const step_result& r) { return !not_run(r) && has_details(r); })) return wrong;
  if (const auto* open = first([&](const step_result& r) { return !not_run(r) && !r.passed(); })) return open;
  const bool nothing_ran = std::all_of(report.steps.begin(), report.steps.end(), not_run);
  return nothing_ran ? first(not_run) : nullptr;
}

std::vector<suggestion> suggestions_on(const step_result& result) {
  const std::string address = result.step.address();
  switch (result.verdict) {
    case verdict::passed: return {};
    case verdict::not_attempted:
      return {{"the task:", program_name() + " show " + address},
              {"to edit:", fmt::format("{}: {}", result.student_file, result.step.function)}};
    case verdict::wrong:
    case verdict::crashed:
    case verdict::timed_out: return {{"a hint:", hint_command(result)}};
    case verdict::did_not_compile: return {{"then:", program_name() + " check " + address}};
    case verdict::not_run: return {{"why:", program_name() + " doctor"}};
  }
  return {};
}

std::vector<suggestion> suggestions_to_go_on(const check_report& report) {
  if (report.next) return {{"next:", program_name() + " check " + report.next->address()}};
  if (tally_of(report).verdicts.contains(verdict::not_run)) return {{"not run:", program_name() + " doctor"}};
  return {};
}

}  // namespace gaplab
