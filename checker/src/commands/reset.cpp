#include <fmt/format.h>

#include <map>
#include <memory>

#include "base/error.hpp"
#include "base/files.hpp"
#include "base/text.hpp"
#include "check/stub.hpp"
#include "commands/command.hpp"
#include "course/function_text.hpp"

namespace gaplab {

namespace fs = std::filesystem;

namespace {

/// Keeps the old file under the first free name beside it.
fs::path back_up(const fs::path& file) {
  for (int i = 1;; ++i) {
    fs::path backup = fmt::format("{}.{}.bak", file.string(), i);
    if (fs::exists(backup)) continue;
    write_file_atomically(backup, read_file(file));
    return backup;
  }
}

std::string with_stub_of(std::string text, const std::string& stub, const step& s, const fs::path& file) {
  const auto mine = find_function(text, s.function);
  const auto original = find_function(stub, s.function);
  if (!mine || !original) {
    throw usage_error(fmt::format(
        "cannot tell where {} begins and ends in {}: `gaplab reset {}` puts back the whole file (and keeps the old "
        "one)",
        s.function, file.string(), s.lab.substr(0, s.lab.find('_')) + "." + std::string(to_string(s.device))));
  }
  return text.replace(mine->begin, mine->end - mine->begin,
                      stub.substr(original->begin, original->end - original->begin));
}

/// Puts back one file: all of it if all its steps are asked for or it is gone, else only the steps' functions.
std::string reset_file(const course& c, const workspace& w, const std::vector<step>& steps, bool whole) {
  const fs::path file = w.file_of(steps.front());
  const std::string stub = stub_text(c, w, steps.front());
  std::error_code ignored;
  if (!fs::exists(file, ignored)) {
    make_folder(file.parent_path());
    write_file_atomically(file, stub);
    return fmt::format("{} is back\n", file.string());
  }
  std::string text = whole ? stub : read_file(file);
  if (!whole) {
    for (const step& s : steps) text = with_stub_of(std::move(text), stub, s, file);
  }
  if (text == read_file(file)) return fmt::format("{} is as it was at first already\n", file.string());
  const fs::path backup = back_up(file);
  write_file_atomically(file, text);
  const std::string what = whole ? "the whole file" : counted(steps.size(), "function");
  return fmt::format("{}: {} reset; your version is kept in {}\n", file.string(), what, backup.filename().string());
}

outcome run_reset(const global_options& global, const std::vector<std::string>& addresses) {
  const course c = open_course(global);
  workspace w = open_workspace(global, c);
  std::map<fs::path, std::vector<step>> by_file;
  for (const step& s : find_steps(c, addresses)) by_file[w.file_of(s)].push_back(s);
  std::map<fs::path, std::size_t> steps_of;
  for (const step& s : all_steps(c)) ++steps_of[w.file_of(s)];
  for (const auto& [file, steps] : by_file) {
    print(reset_file(c, w, steps, steps.size() == steps_of[file]));
    for (const step& s : steps) w.remember(s, {"", false, w.progress_of(s).hints});
  }
  w.save();
  return outcome::success;
}

}  // namespace

void add_reset(const declaration& program, const global_options& global) {
  const declaration command = program.subcommand("reset", "Start steps afresh; your version is kept beside the file");
  const auto addresses = std::make_shared<std::vector<std::string>>();
  command.arguments("address", *addresses, "A step: its function; all steps of a file: the whole file", true);
  command.footer(
      "Examples:\n  gaplab reset 01.cpu.window.forward    one function\n  gaplab reset 01.cpu                   the "
      "whole file");
  command.runs([&global, addresses] { return run_reset(global, *addresses); });
}

}  // namespace gaplab
