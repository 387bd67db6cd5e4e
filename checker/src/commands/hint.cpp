#include <fmt/format.h>

#include <algorithm>
#include <memory>

#include "base/program_name.hpp"
#include "base/text.hpp"
#include "commands/command.hpp"
#include "report/terminal.hpp"

namespace gaplab {

namespace {

outcome run_hint(const global_options& global, const std::string& address) {
  const course c = open_course(global);
  workspace w = open_workspace(global, c);
  const palette colours = choose_palette(global.colour);
  const step s = one_step(c, w, address);
  step_progress progress = w.progress_of(s);
  const bool last_seen = progress.hints >= s.hints.size();
  progress.hints = std::min(progress.hints + 1, s.hints.size());

  std::string text = fmt::format("{}  {}\n", colours.bold(s.address()), s.title);
  for (std::size_t i = 0; i < progress.hints; ++i) {
    const bool fresh = i + 1 == progress.hints && !last_seen;
    const std::string heading = fmt::format("hint {} of {}", i + 1, s.hints.size());
    text += fmt::format("\n{}\n", fresh ? colours.open(heading) : colours.dim(heading));
    for (const std::string& part : wrapped(s.hints[i], text_width - 2)) text += fmt::format("  {}\n", part);
  }
  if (progress.hints == s.hints.size()) {
    text +=
        fmt::format("\nThat was the last hint. The reference solution: {} solution {}\n", program_name(), s.address());
  } else {
    text += fmt::format("\nOne more: {} hint {}\n", program_name(), s.address());
  }
  w.remember(s, progress);
  w.save();
  print(text);
  return outcome::success;
}

}  // namespace

void add_hint(const declaration& program, const global_options& global) {
  const declaration command = program.subcommand("hint", "Show one more hint for a step");
  const auto address = std::make_shared<std::string>();
  command.argument("address", *address, "The step; without one the next step to do");
  command.footer("Example:\n  gaplab hint 01.cpu.window.backward    once more for the next hint");
  command.runs([&global, address] { return run_hint(global, *address); });
}

}  // namespace gaplab
