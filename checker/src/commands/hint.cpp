#include <fmt/format.h>

#include <algorithm>
#include <memory>

#include "base/error.hpp"
#include "base/program_name.hpp"
#include "base/text.hpp"
#include "commands/command.hpp"
#include "report/terminal.hpp"

namespace gaplab {

namespace {

struct hint_options {
  std::string address;
  int show = 0;  ///< this one alone; 0: one more than before
};

outcome run_hint(const global_options& global, const hint_options& options) {
  const course c = open_course(global);
  workspace w = open_workspace(global, c);
  const palette colours = choose_palette(global.colour);
  const step s = one_step(c, w, options.address);
  step_progress progress = w.progress_of(s);
  const auto wanted = static_cast<std::size_t>(options.show);
  if (wanted > s.hints.size()) {
    throw usage_error(fmt::format("{} has {}, and no hint {}", s.address(), counted(s.hints.size(), "hint"), wanted));
  }
  const std::size_t seen = std::min(progress.hints, s.hints.size());
  const std::size_t last = wanted > 0 ? wanted : std::min(seen + 1, s.hints.size());

  std::string text = fmt::format("{}  {}\n", colours.bold(s.address()), s.title);
  for (std::size_t i = wanted > 0 ? last - 1 : 0; i < last; ++i) {
    const bool fresh = i + 1 == last && last > seen;
    const std::string heading = fmt::format("hint {} of {}", i + 1, s.hints.size());
    text += fmt::format("\n{}\n", fresh ? colours.open(heading) : colours.dim(heading));
    for (const std::string& part : wrapped(s.hints[i], text_width - 2)) text += fmt::format("  {}\n", part);
  }
  progress.hints = std::max(seen, last);
  if (progress.hints == s.hints.size()) {
    text +=
        fmt::format("\nThat was the last hint. The reference solution: {} solution {}\n", program_name(), s.address());
  } else {
    text += fmt::format("\nOne more: {} hint {}\n", program_name(), s.address());
  }
  print(text);
  w.remember(s, progress);
  w.save();
  return outcome::success;
}

}  // namespace

void add_hint(const declaration& program, const global_options& global) {
  const declaration command = program.subcommand("hint", "Show one more hint for a step");
  const auto options = std::make_shared<hint_options>();
  command.argument("address", options->address, "The step; without one the next step to do");
  command.number("--show", options->show, 1, 99, "This hint alone, such as the one that `check` names");
  command.footer("Example:\n  gaplab hint 01.cpu.window.backward    once more for the next hint");
  command.runs([&global, options] { return run_hint(global, *options); });
}

}  // namespace gaplab
