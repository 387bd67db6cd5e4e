#include "report/grade_text.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.hpp"
#include "report/terminal.hpp"

namespace gaplab {

namespace {

constexpr std::size_t widest_name = 32;
constexpr std::size_t most_named = 2;    // steps of one verdict; the results have them all
constexpr std::size_t most_ignored = 5;  // entries of the folder

/// Where in its steps it went wrong, or why nothing was compiled.
std::string named(const std::vector<const graded_step*>& steps) {
  if (steps.front()->verdict == verdict::not_attempted || steps.front()->verdict == verdict::not_run) return {};
  std::string text;
  for (std::size_t i = 0; i < std::min(steps.size(), most_named); ++i) {
    text += (i == 0 ? " (" : ", ") + steps[i]->address;
  }
  if (steps.size() > most_named) text += ", ...";
  if (steps.front()->verdict == verdict::did_not_compile) text += ": " + steps.front()->reason;
  return text + ")";
}

}  // namespace

std::string shortfall_words(const std::vector<graded_step>& steps) {
  std::string text;
  for (const verdict v : {verdict::wrong, verdict::crashed, verdict::timed_out, verdict::did_not_compile,
                          verdict::not_attempted, verdict::not_run}) {
    std::vector<const graded_step*> those;
    for (const graded_step& s : steps) {
      if (s.verdict == v) those.push_back(&s);
    }
    if (those.empty()) continue;
    text += fmt::format("{}{} {}{}", text.empty() ? "" : ", ", those.size(), with_spaces(std::string(to_string(v))),
                        named(those));
  }
  return text;
}

std::string grade_heading(const grade_report& report, const palette& colours) {
  std::string text = fmt::format("{} in {}\n", counted(report.found, "submission"), printable_line(report.folder));
  for (std::size_t i = 0; i < std::min(report.ignored.size(), most_ignored); ++i) {
    const ignored_entry& entry = report.ignored[i];
    text += colours.dim(fmt::format("ignored: {} ({})", printable_line(entry.name), entry.reason)) + "\n";
  }
  if (report.ignored.size() > most_ignored) {
    text += colours.dim(fmt::format("ignored: {} more, listed in results.json", report.ignored.size() - most_ignored)) +
            "\n";
  }
  return text + "\n";
}

std::size_t name_width(const std::vector<submission_source>& sources) {
  std::size_t width = 0;
  for (const submission_source& source : sources) width = std::max(width, printable_line(source.name).size());
  return std::min(width, widest_name);
}

std::string submission_line(const graded_submission& s, int most_points, std::size_t width, const palette& colours) {
  const bool graded = s.status == graded_submission::state::graded;
  std::string words = graded ? shortfall_words(s.steps) : fmt::format("{}: {}", to_string(s.status), s.reason);
  if (s.ignored_files > 0) words += (words.empty() ? "" : "; ") + counted(s.ignored_files, "file") + " ignored";
  const std::string points = fmt::format("{:>3} of {}", s.points(), most_points);
  const bool all = graded && s.points() + s.not_run_points() == most_points;
  std::string text = fmt::format("{:<{}}  {}", printable_line(s.name), width,
                                 all      ? colours.good(points)
                                 : graded ? colours.open(points)
                                          : colours.bad(points));
  const std::string indent(width + 2 + points.size() + 3, ' ');
  std::string before = "   ";
  for (const std::string& part : wrapped(printable_line(words), text_width - indent.size())) {
    text += before + part;
    before = "\n" + indent;
  }
  return text + "\n";
}

std::string grade_summary(const grade_report& report, const std::string& results, const palette& colours) {
  const grade_tally tally = tally_of(report);
  std::string text = fmt::format("\n{} graded, {:.1f} of {} points on average", counted(tally.graded, "submission"),
                                 tally.mean_points, report.most_points());
  if (tally.without_points > 0) text += fmt::format("; {} without any point", tally.without_points);
  text += "\n";
  const std::size_t not_graded = tally.unreadable + tally.failed;
  if (not_graded > 0) {
    text += colours.bad(fmt::format("{} could not be graded and {} 0 points: see above",
                                    counted(not_graded, "submission"), not_graded == 1 ? "has" : "have")) +
            "\n";
  }
  if (tally.not_run_points > 0) {
    text += colours.open("Some steps cannot run on this machine; their points are neither given nor taken.") + "\n";
  }
  return text + fmt::format("{:<10} {}\n{:<10} {}\n", "results:", printable_line(results + "/grades.csv"), "",
                            printable_line(results + "/results.json"));
}

}  // namespace gaplab
