#include <fmt/format.h>

#include <memory>

#include "author/gate.hpp"
#include "author/skeleton.hpp"
#include "base/error.hpp"
#include "base/files.hpp"
#include "base/program_name.hpp"
#include "base/text.hpp"
#include "commands/command.hpp"
#include "commands/progress_line.hpp"
#include "report/author.hpp"

namespace gaplab {

namespace fs = std::filesystem;

namespace {

outcome run_gate(const global_options& global, const std::vector<std::string>& names) {
  const course c = open_course(global);
  std::vector<const lab*> labs;
  for (const std::string& name : names) {
    labs.push_back(find_lab(c, name));
    if (labs.back() == nullptr) throw usage_error(fmt::format("there is no lab `{}`", printable(name)));
  }
  if (names.empty()) {
    for (const lab& l : c.labs) labs.push_back(&l);
  }
  const compile_cache cache(default_cache_folder());
  const palette colours = choose_palette(global.colour);
  const progress_line progress(true);
  const std::vector<finding> strays = names.empty() ? find_strays(c) : std::vector<finding>{};
  print(findings_text(strays, colours));
  bool whole = strays.empty();
  for (const lab* l : labs) {
    const gate_report report = examine_lab(c, *l, cache, [&](const std::string& what) { progress.show(what); });
    progress.clear();
    print(gate_text(report, colours));
    whole = whole && report.findings.empty();
  }
  return whole ? outcome::success : outcome::shortfall;
}

outcome run_new(const global_options& global, const std::string& name) {
  const course c = open_course(global);
  const auto files = lab_skeleton(name);
  const std::string id = name.substr(0, name.find('_'));
  if (const lab* other = find_lab(c, id)) throw usage_error(fmt::format("the number {} is {}'s", id, other->name));
  for (const auto& [path, text] : files) {
    if (fs::exists(c.root / path)) {
      throw usage_error(fmt::format("{} is there already; nothing was written", (c.root / path).string()));
    }
  }
  for (const auto& [path, text] : files) {
    make_folder((c.root / path).parent_path());
    write_file_atomically(c.root / path, text);
    print(fmt::format("wrote {}\n", path.string()));
  }
  print(fmt::format("\nBuild gaplab again for its oracle; then `{} author check {}` says what is still to do.\n",
                    program_name(), id));
  return outcome::success;
}

void add_gate(const declaration& author, const global_options& global) {
  const declaration command = author.subcommand("check", "Is a lab whole? Files, fixture, stubs, solutions, mistakes");
  const auto labs = std::make_shared<std::vector<std::string>>();
  command.arguments("lab", *labs, "Labs, such as 01; without one all, and what belongs to none");
  command.footer("Example:\n  gaplab author check 01\n\nExit code: 0 whole, 1 something is to be mended.");
  command.runs([&global, labs] { return run_gate(global, *labs); });
}

void add_new(const declaration& author, const global_options& global) {
  const declaration command = author.subcommand("new", "Write a new lab's files, to be filled in");
  const auto name = std::make_shared<std::string>();
  command.argument("name", *name, "Two digits and a name: 09_max_pool", true);
  command.footer("Example:\n  gaplab author new 09_max_pool");
  command.runs([&global, name] { return run_new(global, *name); });
}

}  // namespace

void add_author(const declaration& program, const global_options& global) {
  const declaration command = program.subcommand("author", "For those who write labs: make one, and prove it whole");
  command.footer("Examples:\n  gaplab author new 09_max_pool\n  gaplab author check");
  add_gate(command, global);
  add_new(command, global);
}

}  // namespace gaplab
