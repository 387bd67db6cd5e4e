#include <fmt/format.h>

#include "base/program_name.hpp"
#include "base/text.hpp"
#include "commands/command.hpp"
#include "report/terminal.hpp"

namespace gaplab {

namespace {

std::string state_of(const step_progress& progress, const palette& colours) {
  const std::string word = fmt::format("{:<16}", progress.verdict.empty() ? "-" : with_spaces(progress.verdict));
  if (progress.verdict.empty()) return colours.dim(word);
  return progress.passed ? colours.good(word) : colours.open(word);
}

outcome run_list(const global_options& global) {
  const course c = open_course(global);
  const workspace w = open_workspace(global, c);
  const palette colours = choose_palette(global.colour);
  std::string text = colours.dim("your files: " + w.files().string()) + "\n";
  int points = 0;
  int most_points = 0;
  for (const lab& l : c.labs) {
    text += fmt::format("\n{}  {}\n", colours.bold(l.name), l.title);
    for (const step& s : l.steps) {
      const step_progress progress = w.progress_of(s);
      most_points += s.points;
      points += progress.passed ? s.points : 0;
      text += fmt::format("  {:<{}} {} {:>2} {:<6}  {}\n", s.address(), address_width, state_of(progress, colours),
                          s.points, s.points == 1 ? "point" : "points", s.title);
    }
  }
  text += fmt::format("\n{} of {} points.", points, most_points);
  if (points < most_points)
    text += fmt::format(" `{0} check` checks the next step, `{0} watch` does so at every save.", program_name());
  text += "\n";
  print(text);
  return outcome::success;
}

}  // namespace

void add_list(const declaration& program, const global_options& global) {
  const declaration command = program.subcommand("list", "Show all labs and steps, and what you have reached");
  command.footer("Example:\n  gaplab list");
  command.runs([&global] { return run_list(global); });
}

}  // namespace gaplab
