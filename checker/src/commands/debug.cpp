#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <memory>

#include "base/error.hpp"
#include "base/text.hpp"
#include "check/case_set.hpp"
#include "check/check_step.hpp"
#include "commands/command.hpp"
#include "commands/progress_line.hpp"
#include "report/debug_text.hpp"
#include "report/terminal.hpp"
#include "run/debugger.hpp"

namespace gaplab {

namespace fs = std::filesystem;

namespace {

struct debug_options {
  std::string address;
  std::string case_name;
  std::string device;
  std::string schedule;
  std::vector<std::string> arguments;  ///< the debugger's
};

/// The first case with which something is wrong; else the first one.
std::string failing_case(const step_result& checked, const std::vector<fixture_case>& cases) {
  if (!checked.ended_in.empty()) return checked.ended_in;
  const auto wrong =
      std::find_if(checked.cases.begin(), checked.cases.end(), [](const case_result& c) { return !c.passed; });
  if (wrong != checked.cases.end()) return wrong->name;
  for (const gpu_finding& f : checked.findings) {
    if (!f.cases.empty()) return f.cases.front();
  }
  return cases.front().name;
}

fixture_case case_called(const std::string& name, const std::vector<fixture_case>& cases) {
  std::vector<std::string> names;
  for (const fixture_case& c : cases) {
    if (c.name == name) return c;
    names.push_back(c.name);
  }
  const std::string near = nearest(name, names);
  throw usage_error(fmt::format("--case: there is no case `{}`{}; they are {}", printable_line(name),
                                near.empty() ? "" : fmt::format(" (did you mean {}?)", near), fmt::join(names, ", ")));
}

step_result checked_step(const course& c, const workspace& w, const step& s, const compile_cache& cache,
                         const cuda_request& request) {
  const progress_line progress(true);
  progress.show(fmt::format("checking {}, to find the case that fails", s.address()));
  step_result result = check_step(c, s, w.file_of(s), cache, request);
  progress.clear();
  return result;
}

fs::path build_for_debugger(const course& c, const workspace& w, const step& s, const toolchain& chosen,
                            const compile_cache& cache) {
  const progress_line progress(true);
  progress.show("compiling for the debugger");
  const worker_sources sources{w.file_of(s), find_lab(c, s.lab)->folder, c.worker_folder(), true};
  const build_result built = chosen.start(sources, cache)->finish();
  progress.clear();
  if (!built.built) {
    throw environment_error(fmt::format("it compiles, but not for a debugger:\n{}", printable(built.diagnostics)));
  }
  return built.worker;
}

outcome run_debug(const global_options& global, const debug_options& options) {
  const course c = open_course(global);
  const workspace w = open_workspace(global, c);
  const step s = one_step(c, w, options.address);
  const toolchain_choice& choice = choose_toolchain(c, s.device, request_of(options.device, options.schedule));
  if (!choice.can_run()) throw environment_error(fmt::format("{} cannot run here: {}", s.address(), choice.not_run));
  debug_request request;
  request.debugger = choice.chosen->debugger();
  const palette colours = choose_palette(global.colour);
  const compile_cache cache(default_cache_folder());

  const step_result checked = checked_step(c, w, s, cache, request_of(options.device, options.schedule));
  if (checked.verdict == verdict::did_not_compile) {
    print(step_details(checked, false, colours));
    return outcome::shortfall;
  }
  const lab& l = *find_lab(c, s.lab);
  const case_set set = load_cases(c, l, s);
  const std::vector<fixture_case> chosen = {
      case_called(options.case_name.empty() ? failing_case(checked, set.cases) : options.case_name, set.cases)};
  request.worker = build_for_debugger(c, w, s, *choice.chosen, cache);
  request.function = s.function;
  request.arguments = options.arguments;
  const worker_needs needs = choice.chosen->needs();
  request.scripts = {c.worker_folder() / "debugger.py"};
  if (needs.simulated_gpu) request.scripts.push_back(c.simulator_folder() / "debugger.py");
  const prepared_job job(s, chosen);
  print(debug_text(checked, chosen.front(), request.debugger.filename().string(), colours));
  const foreground_result ended = debug_worker(request, job.start(l.limits, needs));
  if (ended.signal != 0) throw environment_error(fmt::format("the debugger was ended by a signal ({})", ended.signal));
  return outcome::program_ended(ended.exit_code);
}

}  // namespace

void add_debug(const declaration& program, const global_options& global) {
  const declaration command = program.subcommand("debug", "Run a step in a debugger, on the case that fails");
  const auto options = std::make_shared<debug_options>();
  command.argument("address", options->address, "The step", true);
  command.arguments("ARGS", options->arguments, "The debugger's arguments, after --");
  command.option("--case", options->case_name, "Which case (default: the first that is wrong, else the first)");
  add_device_option(command, options->device);
  command.option("--schedule", options->schedule, "A number: another order of warps on the simulated GPU");
  command.footer(
      "Examples:\n"
      "  gaplab debug 01.cpu.window.forward\n"
      "  gaplab debug 01.cuda.global.forward --case batch --device sim\n"
      "  gaplab debug 01.cpu.window.forward -- -batch -ex bt    what stands after -- goes to gdb\n"
      "\nGDB names another gdb. Exit code: the debugger's; 1 it does not compile, 2 bad usage, 3 no debugger.");
  command.runs([&global, options] { return run_debug(global, *options); });
}

}  // namespace gaplab
