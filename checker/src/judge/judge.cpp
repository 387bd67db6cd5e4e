#include "judge/judge.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <csignal>
#include <cstring>

#include "base/error.hpp"
#include "base/text.hpp"
#include "judge/axes.hpp"
#include "judge/compare.hpp"
#include "judge/device.hpp"
#include "judge/findings.hpp"
#include "run/crash_location.hpp"

namespace gaplab {

std::string_view to_string(verdict v) {
  switch (v) {
    case verdict::passed: return "passed";
    case verdict::wrong: return "wrong";
    case verdict::crashed: return "crashed";
    case verdict::timed_out: return "timed_out";
    case verdict::did_not_compile: return "did_not_compile";
    case verdict::not_attempted: return "not_attempted";
    case verdict::not_run: return "not_run";
  }
  return "not_run";
}

std::string_view to_string(confidence c) { return c == confidence::strong ? "strong" : "weak"; }

std::string to_string(const diagnosis& d) { return d.equals.empty() ? d.id : d.id + " " + d.equals; }

namespace {

bool unfinished(const call_outcome& call) {
  return call.state == call_state::waiting || call.state == call_state::running;
}

constexpr std::uint64_t null_page = 4096;  // bytes: members and elements of a null pointer lie here

std::string describe_signal(int signal, const crash_report& crash) {
  if (crash.stack_overflow != 0) return "stack overflow: an endless recursion, or a large local array";
  switch (signal) {
    case SIGSEGV:
      if (crash.address < null_page) return "a null pointer was used (a failed allocation?)";
      return fmt::format("segmentation fault: it used the address {:#x}, which is not its own", crash.address);
    case SIGBUS: return "bus error: it used memory that is not there";
    case SIGFPE: return "arithmetic error: most likely an integer division by zero";
    case SIGABRT:
      return "abort: an assertion, an exception that nothing caught, or memory damaged by a write beyond an array";
    case SIGXFSZ: return "it wrote too large a file";
    default: return fmt::format("ended by the signal \"{}\"", strsignal(signal));
  }
}

/// "in case `overlap`", for the call during which the program ended.
std::string place_of(const job_outcome& outcome, const std::vector<fixture_case>& cases) {
  if (!outcome.reached_main) return "before main() began";
  const auto call = std::find_if(outcome.calls.begin(), outcome.calls.end(), unfinished);
  if (call == outcome.calls.end()) return "after the last case";
  return fmt::format("in case `{}`{}", cases[call->case_index].name, call->run == 0 ? "" : ", second run");
}

/// The case of the first call that gave no result, for whatever reason; empty if all did.
std::string first_without_result(const job_outcome& outcome, const std::vector<fixture_case>& cases) {
  const auto call = std::find_if(outcome.calls.begin(), outcome.calls.end(), [](const call_outcome& c) {
    return c.state != call_state::returned && c.state != call_state::refused;
  });
  return call == outcome.calls.end() ? "" : cases[call->case_index].name;
}

/// Sets a verdict of crashed or timed_out if the program did not come to its proper end.
bool judge_ending(step_result& result, const std::vector<fixture_case>& cases, const job_outcome& outcome,
                  const std::filesystem::path& worker) {
  const process_result& process = outcome.process;
  const std::string place = place_of(outcome, cases);
  if (process.how == process_result::ending::timed_out) {
    result.verdict = verdict::timed_out;
    result.reason = fmt::format("not finished after {:g} s, {}: an endless loop?", outcome.seconds_allowed, place);
  } else if (process.how == process_result::ending::signalled) {
    result.verdict = verdict::crashed;
    const std::string location = crash_location(worker, outcome.crash, result.student_file);
    result.reason = fmt::format("{}, {}", describe_signal(process.signal, outcome.crash), place);
    if (!location.empty()) result.reason = fmt::format("{} ({})", result.reason, location);
  } else if (process.exit_code != 0 || std::any_of(outcome.calls.begin(), outcome.calls.end(), unfinished)) {
    result.verdict = verdict::crashed;
    result.reason = fmt::format("the program ended itself with exit code {}, {}; the function must return",
                                process.exit_code, place);
  } else {
    return false;
  }
  return true;
}

/// Sets a verdict of crashed if a call threw, whatever became of the program afterwards.
bool judge_exceptions(step_result& result, const std::vector<fixture_case>& cases, const job_outcome& outcome) {
  for (const call_outcome& call : outcome.calls) {
    const std::string& name = cases[call.case_index].name;
    if (call.state == call_state::misbound) {
      throw environment_error(fmt::format("the course's own error in {}: {} (case {})", result.step.address(),
                                          printable_line(call.message), name));
    }
    if (call.state == call_state::threw) {
      result.verdict = verdict::crashed;
      result.reason = fmt::format("it threw an exception in case `{}`: {}", name, printable_line(call.message));
      return true;
    }
  }
  return false;
}

/// Sets a verdict of crashed if CUDA reported an error.
bool judge_device(step_result& result, const std::vector<fixture_case>& cases, const job_outcome& outcome) {
  for (const call_outcome& call : outcome.calls) {
    if (call.state == call_state::no_device) {
      throw environment_error(fmt::format("the GPU cannot be used: {}", printable_line(call.message)));
    }
    if (call.state == call_state::device_failed) {
      result.verdict = verdict::crashed;
      const std::string& name = cases[call.case_index].name;
      // What the simulated GPU found says more than the error that came of it.
      const auto found = std::find_if(result.findings.begin(), result.findings.end(), [&](const gpu_finding& f) {
        return std::find(f.cases.begin(), f.cases.end(), name) != f.cases.end();
      });
      const bool explained = found != result.findings.end() && call.device.launch_refused == 0;
      result.reason = fmt::format("{}, in case `{}`",
                                  explained ? headline(*found) : explain_device_error(call.device, call.message), name);
      return true;
    }
  }
  return false;
}

/// Sets a verdict of not attempted if a call reached TODO().
bool judge_attempts(step_result& result, const std::vector<fixture_case>& cases, const job_outcome& outcome) {
  for (const call_outcome& call : outcome.calls) {
    if (call.state != call_state::not_attempted) continue;
    result.verdict = verdict::not_attempted;
    result.reason = fmt::format("TODO() in line {}", call.line);
    const bool some = std::any_of(outcome.calls.begin(), outcome.calls.end(),
                                  [](const call_outcome& other) { return other.state != call_state::not_attempted; });
    if (some) result.reason += fmt::format(" is reached in case `{}`", cases[call.case_index].name);
    return true;
  }
  return false;
}

void judge_refusal(case_result& judged, const fixture_case& c, const call_outcome& call) {
  const bool did_refuse = call.state == call_state::refused;
  if (c.refused && !did_refuse) {
    std::string got;
    for (const auto& [name, output] : call.outputs) {
      if (output.size == 1) got = fmt::format("; the function returned {:g}", *output.values);
    }
    judged.problems.push_back(
        fmt::format("these arguments must be refused (PyTorch: \"{}\"){}", printable_line(*c.refused), got));
  }
  if (!c.refused && did_refuse) {
    judged.problems.push_back(
        fmt::format("these arguments are fine, but were refused: \"{}\"", printable_line(call.message)));
  }
}

/// One call of the function against what it should have done.
case_result judge_call(const fixture_case& c, const evaluation& limits, const step& s, const call_outcome& call) {
  case_result judged;
  judged.name = c.name;
  judged.run = call.run;
  judged.data = c.data;
  judged.parameters = c.parameters;
  for (const std::string& name : s.inputs) {
    const auto found = c.inputs.find(name);
    if (found != c.inputs.end()) judged.shapes[name] = found->second.shape;
  }
  judge_refusal(judged, c, call);
  for (const std::string& name : call.changed_inputs) {
    judged.problems.push_back(fmt::format("it changed its input {}, which must stay as it is", name));
  }
  for (const std::string& name : call.overrun) {
    judged.problems.push_back(fmt::format("it wrote outside of {}: before its first element or after its last", name));
  }
  if (s.device == device::cuda && call.state == call_state::returned) {
    for (std::string& problem : problems_of_origin(call.device)) judged.problems.push_back(std::move(problem));
  }
  bool right = judged.problems.empty();
  if (!c.refused && call.state != call_state::refused) {
    for (const std::string& name : s.outputs) {
      const tensor<double>& expected = c.expected.at(name);
      const comparison compared = compare(name, axes_of(s, name, expected.shape.size()), call.outputs.at(name).values,
                                          expected, limits.outputs.at(name).allowed);
      judged.worst_ratio = std::max(judged.worst_ratio, compared.worst_ratio);
      right = right && compared.wrong == 0;
      judged.comparisons.push_back(compared);
    }
  }
  judged.passed = right;
  return judged;
}

bool same_bits(const call_outcome& a, const call_outcome& b) {
  return std::all_of(a.outputs.begin(), a.outputs.end(), [&](const auto& named) {
    const output_view& other = b.outputs.at(named.first);
    return std::memcmp(named.second.values, other.values, other.size * sizeof(float)) == 0;
  });
}

bool same_conduct(const call_outcome& a, const call_outcome& b) {
  return a.state == b.state && a.message == b.message && a.changed_inputs == b.changed_inputs && a.overrun == b.overrun;
}

/// Both runs of a case made one.
case_result merge(const case_result& first, const case_result& second) {
  const bool second_is_worse = first.passed && (!second.passed || second.worst_ratio > first.worst_ratio);
  case_result merged = second_is_worse ? second : first;
  merged.worst_ratio = std::max(first.worst_ratio, second.worst_ratio);
  if (first.passed != second.passed) {
    merged.problems.emplace_back(
        "right in one of two runs and wrong in the other: it depends on memory that was never initialised, on what an "
        "earlier call left behind, or on a race");
  }
  return merged;
}

}  // namespace

void judge(step_result& result, const std::vector<fixture_case>& cases, const std::vector<evaluation>& limits,
           const job_outcome& outcome, const std::filesystem::path& worker) {
  result.run_seconds = outcome.process.seconds;
  result.details = printable(outcome.process.output);
  result.ended_in = first_without_result(outcome, cases);
  if (outcome.process.output_size > outcome.process.output.size()) {
    result.notes.push_back(fmt::format("the program printed {} bytes; only the first {} were kept",
                                       outcome.process.output_size, outcome.process.output.size()));
  }
  if (judge_exceptions(result, cases, outcome) || judge_device(result, cases, outcome)) return;
  if (judge_ending(result, cases, outcome, worker)) return;
  if (judge_attempts(result, cases, outcome)) return;

  const std::size_t count = cases.size();
  std::size_t failed = 0;
  bool deterministic = true;
  for (std::size_t i = 0; i < count; ++i) {
    const call_outcome& first = outcome.calls[i];
    const call_outcome& second = outcome.calls[2 * count - 1 - i];
    const bool same = same_bits(first, second);
    const case_result judged_first = judge_call(cases[i], limits[i], result.step, first);
    const case_result judged_second =
        same && same_conduct(first, second) ? judged_first : judge_call(cases[i], limits[i], result.step, second);
    result.cases.push_back(merge(judged_first, judged_second));
    const case_result& judged = result.cases.back();
    result.worst_ratio = std::max(result.worst_ratio, judged.worst_ratio);
    deterministic = deterministic && same;
    if (judged.passed) continue;
    ++failed;
  }
  result.verdict = failed == 0 ? verdict::passed : verdict::wrong;
  if (failed > 0) result.reason = fmt::format("{} of {} wrong", failed, counted(count, "case"));
  if (failed == 0 && !result.findings.empty()) {
    result.verdict = verdict::wrong;
    result.reason = fmt::format("the numbers are right, but: {}", headline(result.findings.front()));
  }
  if (!deterministic && failed == 0) {
    result.notes.emplace_back(
        "two runs differ in their last bits: legal, if the order of a sum is left open on purpose");
  }
}

}  // namespace gaplab
