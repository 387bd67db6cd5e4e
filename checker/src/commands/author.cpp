#include <fmt/format.h>

#include <memory>
#include <set>
#include <thread>

#include "author/gate.hpp"
#include "author/skeleton.hpp"
#include "base/error.hpp"
#include "base/files.hpp"
#include "base/program_name.hpp"
#include "base/text.hpp"
#include "commands/command.hpp"
#include "commands/progress_line.hpp"
#include "mutate/mutation_score.hpp"
#include "report/author.hpp"
#include "report/mutation_text.hpp"

namespace gaplab {

namespace fs = std::filesystem;

namespace {

struct gate_options {
  std::vector<std::string> names;
  bool mutants = false;
  bool markdown = false;
  std::string device;
  int jobs = static_cast<int>(std::max(1U, std::thread::hardware_concurrency()));
};

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

/// The steps of the labs and addresses that are named, or all.
std::vector<step> steps_named(const course& c, const std::vector<std::string>& names) {
  if (names.empty()) return all_steps(c);
  std::vector<std::string> addresses;
  for (const std::string& name : names) {
    const lab* l = find_lab(c, name);
    addresses.push_back(l != nullptr ? l->id : name);
  }
  return find_steps(c, addresses);
}

outcome run_mutants(const global_options& global, const gate_options& options) {
  const course c = open_course(global);
  const std::vector<step> steps = steps_named(c, options.names);
  const bool labs_only = std::all_of(options.names.begin(), options.names.end(),
                                     [&](const std::string& name) { return find_lab(c, name) != nullptr; });
  if (options.markdown && !labs_only)
    throw usage_error("--markdown is for whole labs: their names or numbers, or none");
  mutation_request request;
  // What the simulated GPU finds counts, wherever there is another; and it is the same one everywhere.
  request.cuda = request_of(options.device.empty() ? "sim" : options.device, "");
  request.cuda.second_opinion = false;  // it would take longer than all the rest
  request.at_once = options.jobs;
  const compile_cache cache(default_cache_folder());
  const palette colours = choose_palette(global.colour);
  const progress_line progress(true);
  std::vector<mutation_report> reports;
  bool whole = true;
  for (const lab& l : c.labs) {
    std::vector<step> wanted;
    std::copy_if(steps.begin(), steps.end(), std::back_inserter(wanted),
                 [&](const step& s) { return s.lab == l.name; });
    if (wanted.empty()) continue;
    reports.push_back(
        score_mutants(c, l, wanted, request, cache, [&](const std::string& what) { progress.show(what); }));
    progress.clear();
    whole = whole && is_whole(reports.back());
    if (!options.markdown) print(mutation_text(reports.back(), colours));
  }
  if (options.markdown) print(mutation_page(reports, c.labs));
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
  const auto options = std::make_shared<gate_options>();
  command.arguments("lab", options->names,
                    "Labs, such as 01; without one all, and what belongs to none. With --mutants also steps");
  command.flag("--mutants", options->mutants,
               "The mutation score: small changes of the solutions, each of which a case must notice. Minutes for a "
               "lab; what was judged before is not judged again");
  command.flag("--markdown", options->markdown, "With --mutants: as docs/mutation-score.md");
  command.choice("--device", options->device, {"gpu", "sim"},
                 "With --mutants: where CUDA steps run (default: sim, which finds more)");
  command.number("--jobs", options->jobs, 1, 256, "With --mutants: how many to judge at once");
  command.footer(
      "Examples:\n"
      "  gaplab author check 01\n"
      "  gaplab author check --mutants 01.cpu.window\n"
      "\nExit code: 0 whole, 1 something is to be mended.");
  command.runs([&global, options] {
    if (options->mutants) return run_mutants(global, *options);
    if (options->markdown || !options->device.empty()) throw usage_error("--markdown and --device go with --mutants");
    return run_gate(global, options->names);
  });
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
