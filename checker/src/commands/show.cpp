#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "base/files.hpp"
#include "base/program_name.hpp"
#include "base/text.hpp"
#include "commands/command.hpp"
#include "report/terminal.hpp"

namespace gaplab {

namespace {

/// The part of a lab's README.md under the heading "## operation: ...", up to the next one.
std::string task_of(const std::string& readme, const std::string& operation) {
  const std::string heading = fmt::format("## {}:", operation);
  std::string section;
  bool inside = false;
  for (const std::string& text : split_lines(readme)) {
    if (text.rfind("## ", 0) == 0) inside = text.rfind(heading, 0) == 0;
    if (inside) section += text + "\n";
  }
  return section;
}

/// Where the lab's functions and types are declared: the headers beside the stubs, which a workspace does not have.
std::vector<std::string> headers_of(const lab& l) {
  std::vector<std::string> headers;
  std::error_code error;
  for (const auto& entry : std::filesystem::directory_iterator(l.folder, error)) {
    if (entry.path().extension() == ".hpp") headers.push_back(entry.path().string());
  }
  std::sort(headers.begin(), headers.end());
  return headers;
}

std::string step_header(const step& s, const lab& l, const workspace& w, const palette& colours) {
  const step_progress progress = w.progress_of(s);
  std::string text = fmt::format("{}  {}\n", colours.bold(s.address()), s.title);
  const auto row = [&](std::string_view name, const std::string& value) {
    text += fmt::format("  {:<9} {}\n", name, value);
  };
  row("write", fmt::format("{} in {}", s.function, w.file_of(s).string()));
  for (const std::string& header : headers_of(l)) row("declared", "in " + header);
  row("state", progress.verdict.empty() ? "not checked yet" : with_spaces(progress.verdict));
  row("points", std::to_string(s.points));
  for (const std::string& required : s.requires_) row("after", s.lab.substr(0, s.lab.find('_')) + "." + required);
  row("hints", fmt::format("{} of {} seen ({} hint {})", progress.hints, s.hints.size(), program_name(), s.address()));
  return text + "\n";
}

outcome run_show(const global_options& global, const std::string& address) {
  const course c = open_course(global);
  const workspace w = open_workspace(global, c);
  const palette colours = choose_palette(global.colour);
  const lab* l = find_lab(c, address);
  if (l != nullptr) {
    print(read_file(l->folder / "README.md"));
    return outcome::success;
  }
  const step s = one_step(c, w, address);
  const lab& of_step = *find_lab(c, s.lab);
  print(step_header(s, of_step, w, colours) + task_of(read_file(of_step.folder / "README.md"), s.operation));
  return outcome::success;
}

}  // namespace

void add_show(const declaration& program, const global_options& global) {
  const declaration command = program.subcommand("show", "Show the task of a lab or a step");
  const auto address = std::make_shared<std::string>();
  command.argument("address", *address, "A lab (01) or a step (01.cpu.window.forward); without one the next step");
  command.footer("Examples:\n  gaplab show 01\n  gaplab show 01.cpu.window.forward");
  command.runs([&global, address] { return run_show(global, *address); });
}

}  // namespace gaplab
