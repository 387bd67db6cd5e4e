#include "report/terminal.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>

#include "base/program_name.hpp"
#include "base/text.hpp"
#include "fixtures/describe.hpp"
#include "report/compile_errors_text.hpp"
#include "report/findings_text.hpp"

namespace gaplab {

namespace {

constexpr std::size_t most_failed_cases = 6;

std::string coloured(verdict v, std::string_view text, const palette& colours) {
  if (v == verdict::passed) return colours.good(text);
  if (v == verdict::not_attempted || v == verdict::not_run) return colours.open(text);
  return colours.bad(text);
}

std::string indented(const std::vector<std::string>& lines, std::string_view indent) {
  std::string text;
  for (const std::string& line : lines) text += line.empty() ? "\n" : fmt::format("{}{}\n", indent, line);
  return text;
}

/// "the worst error is 8e+07 times what is allowed".
std::string worst_error(const comparison& c) {
  const compared_element& worst = *c.worst;
  if (std::isinf(worst.error)) return fmt::format("the worst result is {:g}", worst.got);
  if (worst.allowed == 0) return fmt::format("the worst error is {:.3g}, where the result must be exact", worst.error);
  constexpr double rounding = 100;  // times the limit; mistakes of another kind are seldom so small
  const double ratio = worst.error / worst.allowed;
  return fmt::format("the worst error is {:.2g} times what is allowed{}", ratio,
                     ratio < rounding ? ": perhaps rounding (sum in double, divide once; docs/tolerance.md)" : "");
}

std::string describe_case(const case_result& c) {
  std::string text;
  for (const auto& [name, s] : c.shapes) text += fmt::format("{}{} {}", text.empty() ? "" : ", ", name, to_string(s));
  const std::string parameters = describe_parameters(c.parameters);
  if (!parameters.empty()) text += (text.empty() ? "" : ", ") + parameters;
  return text;
}

std::string element_table(const comparison& c, const palette& colours) {
  std::string axes;
  for (const char letter : c.axes) axes += fmt::format("{}{}", axes.empty() ? "(" : ", ", letter);
  axes = axes.empty() ? "element" : axes + ")";
  std::string text = colours.dim(fmt::format("      {:<22} {:>15} {:>15} {:>12} {:>12}", axes, "expected", "got",
                                             "error", "allowed")) +
                     "\n";
  for (const compared_element& e : c.first) {
    text += fmt::format("      {:<22} {:>15.8g} {:>15} {:>12} {:>12.3g}\n", to_string(e.index), e.expected,
                        e.unwritten ? "NaN as before" : fmt::format("{:.8g}", e.got),
                        e.unwritten ? "" : fmt::format("{:.3g}", e.error), e.allowed);
  }
  return text;
}

std::string comparison_text(const comparison& c, const palette& colours) {
  if (c.wrong == 0) return fmt::format("    {} is right\n", c.output);
  std::string text = fmt::format("    {}: {} of {} wrong", c.output, c.wrong, counted(c.elements, "element"));
  if (!c.pattern.empty() && c.pattern != "all") text += ": " + c.pattern;
  if (c.unwritten > 0 && c.unwritten < c.wrong)
    text += fmt::format(", {} of them never written or only added to", c.unwritten);
  if (c.not_a_number > 0) text += fmt::format(", {} NaN", c.not_a_number);
  text += "\n";
  const bool has_number = c.worst && !std::isnan(c.worst->error);
  if (has_number) text += fmt::format("    {}\n", worst_error(c));
  return text + element_table(c, colours);
}

std::string failed_case_text(const case_result& c, const palette& colours) {
  // One line where the case fits on it; else what it is goes on below its name, in whole words.
  std::string text = fmt::format("  case {}", colours.bold(c.name));
  const std::string description = describe_case(c);
  if (description.empty()) {
    text += "\n";
  } else if (9 + c.name.size() + description.size() <= text_width) {
    text += fmt::format(": {}\n", description);
  } else {
    text += ":\n" + indented(wrapped(description, text_width - 4), "    ");
  }
  for (const std::string& problem : c.problems) text += indented(wrapped(problem, text_width - 4), "    ");
  for (const comparison& compared : c.comparisons) text += comparison_text(compared, colours);
  return text;
}

/// The likeliest cause, before the figures that it explains.
std::string diagnosis_text(const step_result& result, const palette& colours) {
  if (result.diagnoses.empty() || result.diagnoses.front().text.empty()) return {};
  // A finding is told with its evidence.
  if (!result.findings.empty() && result.diagnoses.front().id == result.findings.front().text.name) return {};
  const diagnosis& d = result.diagnoses.front();
  const std::string text = d.explained == d.wrong ? d.text
                                                  : fmt::format("Perhaps this, which fits {} of {} wrong cases: {}",
                                                                d.explained, d.wrong, d.text);
  std::string lines;
  for (const std::string& line : wrapped(text, text_width - 2)) lines += "  " + colours.bold(line) + "\n";
  return lines + "\n";
}

std::string failed_cases_text(const step_result& result, bool verbose, const palette& colours) {
  std::string text;
  std::vector<std::string> others;
  for (const case_result& c : result.cases) {
    if (c.passed) continue;
    if (text.empty() || verbose) {
      text += failed_case_text(c, colours);
    } else {
      others.push_back(c.name);
    }
  }
  if (others.empty()) return text;
  std::string names;
  for (std::size_t i = 0; i < std::min(others.size(), most_failed_cases); ++i) names += (i > 0 ? ", " : "") + others[i];
  if (others.size() > most_failed_cases) names += fmt::format(" and {} more", others.size() - most_failed_cases);
  return text + indented(wrapped(fmt::format("also wrong: {} (-v shows them)", names), text_width - 2), "  ");
}

/// The step to speak of at the end: the first that went wrong, else the first that is not done. What cannot run here is
/// spoken of only where nothing else was asked for.
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

/// Which steps ran elsewhere than on this machine's processor.
std::string places_text(const check_report& report) {
  std::map<std::string, std::size_t> places;
  for (const step_result& result : report.steps) {
    const bool ran = result.verdict != verdict::not_run && result.verdict != verdict::did_not_compile;
    if (ran && !result.runs_on.empty()) ++places[result.runs_on];
  }
  std::string text;
  for (const auto& [place, count] : places) text += fmt::format("on {}: {}\n", place, counted(count, "step"));
  return text;
}

}  // namespace

std::string step_line(const step_result& result, const palette& colours) {
  const std::string word = with_spaces(std::string(to_string(result.verdict)));
  std::string rest = result.reason;
  if (result.passed()) {
    rest = counted(result.cases.size(), "case");
    rest +=
        result.worst_ratio == 0 ? ", exact" : fmt::format(", at most {:.2g}x of what is allowed", result.worst_ratio);
  }
  // A long reason goes on under the address, in whole words.
  constexpr std::size_t word_width = 15;
  const std::string beginning =
      fmt::format("{:<{}} {}", result.step.address(), address_width, coloured(result.verdict, word, colours));
  const std::string padding(word_width + 2 - word.size(), ' ');
  if (address_width + 1 + word_width + 2 + rest.size() <= text_width) return beginning + padding + rest + "\n";
  return beginning + "\n" + indented(wrapped(rest, text_width - 2), "  ");
}

std::string step_details(const step_result& result, bool verbose, const palette& colours) {
  std::string text = step_line(result, colours);
  text += colours.dim(fmt::format("  {}, {}{}", result.step.function, result.student_file,
                                  result.runs_on.empty() ? "" : ", on " + result.runs_on)) +
          "\n";
  if (result.passed()) {
    text += "\n" + indented(wrapped(result.step.passed, text_width - 2), "  ");
  } else if (result.verdict == verdict::wrong) {
    const std::string findings = step_findings(result, verbose, colours);
    const std::string cases = failed_cases_text(result, verbose, colours);
    text += "\n" + diagnosis_text(result, colours) + findings + (findings.empty() || cases.empty() ? "" : "\n") + cases;
  } else if (!result.findings.empty()) {
    text += "\n" + step_findings(result, verbose, colours);
  }
  if (result.verdict == verdict::did_not_compile) {
    text += compile_errors_text(result, verbose, colours);
  } else {
    if (!result.passed()) text += quoted("the compiler warns:", result.warnings, verbose, colours);
    text += quoted("the program printed:", result.details, verbose, colours);
  }
  for (const std::string& note : result.notes) text += indented(wrapped("note: " + note, text_width - 2), "  ");
  return text;
}

bool has_details(const step_result& result) {
  if (result.passed() || result.verdict == verdict::not_attempted) return false;
  return result.verdict != verdict::not_run || !result.warnings.empty();
}

std::string check_summary(const check_report& report, const palette& colours) {
  const check_tally tally = tally_of(report);
  std::string text = report.steps.empty() ? "" : "\n";
  if (report.steps.size() > 1) {
    std::string list;
    for (const auto& [v, count] : tally.verdicts) {
      list += fmt::format("{}{}", list.empty() ? "" : ", ",
                          coloured(v, fmt::format("{} {}", count, with_spaces(std::string(to_string(v)))), colours));
    }
    text += fmt::format("{}; {} of {} points\n", list, tally.points, tally.most_points);
    text += places_text(report);
  }
  if (report.solutions) return text.size() > 1 ? text : "";
  const step_result* failed = most_urgent(report);
  const auto suggest = [&](std::string_view what, const std::string& command) {
    text += fmt::format("{:<10} {}\n", what, colours.bold(command));
  };
  if (failed == nullptr) {
    if (report.next) {
      suggest("next:", program_name() + " check " + report.next->address());
      text += fmt::format("{:<10} {}\n", "", report.next->title);
    } else {
      text += "Every step that can run here is passed. Well done.\n";
      if (tally.verdicts.contains(verdict::not_run)) suggest("not run:", program_name() + " doctor");
    }
    return text;
  }
  const std::string address = failed->step.address();
  if (failed->verdict == verdict::not_attempted) {
    suggest("the task:", program_name() + " show " + address);
    suggest("to edit:", fmt::format("{}: {}", failed->student_file, failed->step.function));
  } else if (failed->verdict == verdict::wrong || failed->verdict == verdict::crashed ||
             failed->verdict == verdict::timed_out) {
    suggest("a hint:", program_name() + " hint " + address);
  } else if (failed->verdict == verdict::not_run) {
    suggest("why:", program_name() + " doctor");
  } else if (failed->verdict == verdict::did_not_compile && report.steps.size() == 1) {
    suggest("then:", program_name() + " check " + address);
  }
  return text;
}

}  // namespace gaplab
