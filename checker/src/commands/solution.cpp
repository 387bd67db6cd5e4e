#include <fmt/format.h>

#include <memory>

#include "base/error.hpp"
#include "base/files.hpp"
#include "base/program_name.hpp"
#include "commands/command.hpp"
#include "course/function_text.hpp"

namespace gaplab {

namespace {

struct solution_options {
  std::string address;
  bool yes = false;
};

outcome run_solution(const global_options& global, const solution_options& options) {
  const course c = open_course(global);
  const workspace w = open_workspace(global, c);
  const step s = one_step(c, w, options.address);
  if (!w.progress_of(s).passed && !options.yes) {
    throw usage_error(fmt::format(
        "{0} is not passed yet. `{1} hint {0}` helps without giving it away; `{1} solution {0} --yes` shows the "
        "solution all the same",
        s.address(), program_name()));
  }
  const std::filesystem::path file = open_solutions(c).file_of(s);
  const std::string text = read_file(file);
  const auto shown = function_with_helpers(text, s.function);
  const palette colours = choose_palette(global.colour);
  print(colours.dim(fmt::format("// from {}", file.string())) + "\n\n");
  print(shown ? *shown : text);
  return outcome::success;
}

}  // namespace

void add_solution(const declaration& program, const global_options& global) {
  const declaration command =
      program.subcommand("solution", "Show the reference solution of a step that you have passed");
  const auto options = std::make_shared<solution_options>();
  command.argument("address", options->address, "The step", true);
  command.flag("--yes", options->yes, "Also of a step that you have not passed");
  command.footer("Example:\n  gaplab solution 01.cpu.global.forward");
  command.runs([&global, options] { return run_solution(global, *options); });
}

}  // namespace gaplab
