#include "report/terminal.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "base/text.hpp"
#include "report/compile_errors_text.hpp"
#include "report/findings_text.hpp"
#include "report/result_words.hpp"
#include "report/suggestions.hpp"

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

std::string element_table(const comparison& c, const palette& colours) {
  std::string text = colours.dim(fmt::format("      {:<22} {:>15} {:>15} {:>12} {:>12}", axes_words(c), "expected",
                                             "got", "error", "allowed")) +
                     "\n";
  for (const compared_element& e : c.first) {
    text += fmt::format("      {:<22} {:>15.8g} {:>15} {:>12} {:>12.3g}\n", to_string(e.index), e.expected,
                        e.unwritten ? "NaN as before" : number_words(e.got, 8),
                        e.unwritten ? "" : number_words(e.error, 3), e.allowed);
  }
  return text;
}

std::string comparison_text(const comparison& c, const palette& colours) {
  if (c.wrong == 0) return fmt::format("    {} is right\n", c.output);
  std::string text = fmt::format("    {}\n", how_many_wrong(c));
  const std::string worst = worst_error(c);
  if (!worst.empty()) text += fmt::format("    {}\n", worst);
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

/// What the numbers look like, before they are shown.
std::string diagnosis_text(const step_result& result, const palette& colours) {
  std::vector<const diagnosis*> told;
  for (const diagnosis& d : result.diagnoses) {
    // A finding is told with its evidence.
    if (!d.text.empty() && !is_finding(result, d)) told.push_back(&d);
  }
  std::string lines;
  const auto add = [&](const std::string& text, bool bold) {
    for (const std::string& line : wrapped(text, text_width - 2)) {
      lines += "  " + (bold ? colours.bold(line) : line) + "\n";
    }
  };
  add(pattern_words(result), false);
  if (!told.empty()) {
    add(diagnosis_words(*told[0]), true);
    add(evidence_words(result, *told[0]), false);
  }
  if (told.size() > 1 && told[0]->explained == told[0]->wrong && told[1]->explained == told[1]->wrong) {
    add("Or: " + told[1]->text, false);
  }
  return lines.empty() ? lines : lines + "\n";
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
  const std::string word = verdict_words(result.verdict);
  const std::string rest = result.passed() ? how_well(result) : result.reason;
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
    const std::string cause = diagnosis_text(result, colours);
    // What was seen to happen comes before what the numbers look like.
    const bool evidence = !result.diagnoses.empty() && is_finding(result, result.diagnoses.front());
    const std::string separator = findings.empty() || (cause.empty() && cases.empty()) ? "" : "\n";
    text +=
        "\n" + (evidence ? findings + separator + cause : cause + findings + (cases.empty() ? "" : separator)) + cases;
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

std::string check_summary(const check_report& report, const palette& colours) {
  const check_tally tally = tally_of(report);
  std::string text = report.steps.empty() ? "" : "\n";
  if (report.steps.size() > 1) {
    std::string list;
    for (const auto& [v, count] : tally.verdicts) {
      list += fmt::format("{}{}", list.empty() ? "" : ", ",
                          coloured(v, fmt::format("{} {}", count, verdict_words(v)), colours));
    }
    text += fmt::format("{}; {} of {} points\n", list, tally.points, tally.most_points);
    text += places_text(report);
  }
  if (report.solutions) return text.size() > 1 ? text : "";
  const auto add = [&](const std::vector<suggestion>& list) {
    for (const suggestion& s : list) text += fmt::format("{:<10} {}\n", s.what, colours.bold(s.to_do));
  };
  if (const step_result* failed = most_urgent(report)) {
    // Of many steps only the first failure is told in full; after it comes no command that would repeat it.
    const bool told = failed->verdict == verdict::did_not_compile && report.steps.size() > 1;
    if (!told) add(suggestions_on(*failed));
    return text;
  }
  if (!report.next) text += "Every step that can run here is passed. Well done.\n";
  add(suggestions_to_go_on(report));
  if (report.next) text += fmt::format("{:<10} {}\n", "", report.next->title);
  return text;
}

}  // namespace gaplab
