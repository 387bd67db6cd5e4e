#include <fmt/chrono.h>
#include <fmt/format.h>

#include <algorithm>
#include <ctime>
#include <memory>
#include <optional>
#include <set>

#include "base/error.hpp"
#include "base/files.hpp"
#include "base/text.hpp"
#include "check/check_step.hpp"
#include "check/compile_commands.hpp"
#include "check/next_step.hpp"
#include "commands/command.hpp"
#include "commands/progress_line.hpp"
#include "report/html.hpp"
#include "report/json.hpp"
#include "report/suggestions.hpp"
#include "report/terminal.hpp"

namespace gaplab {

namespace {

struct check_options {
  std::vector<std::string> addresses;
  bool all = false;
  bool solutions = false;
  bool verbose = false;
  std::string device;
  std::string schedule;
  std::optional<std::string> page;
};

std::vector<step> chosen_steps(const course& c, const workspace& w, const check_options& options,
                               const cuda_request& request) {
  if (options.all) return all_steps(c);
  if (!options.addresses.empty()) return find_steps(c, options.addresses);
  if (options.solutions) throw usage_error("--solutions needs an address or --all");
  const auto next = next_step(c, w, request);
  return next ? std::vector<step>{*next} : std::vector<step>{};
}

/// Not run is no failure, but what was asked for by name must have run in part.
outcome outcome_of(const course& c, const check_report& report, const std::vector<std::string>& addresses) {
  const auto not_run = [](const step_result& r) { return r.verdict == verdict::not_run; };
  const auto failed = [&](const step_result& r) { return !r.passed() && !not_run(r); };
  if (std::any_of(report.steps.begin(), report.steps.end(), failed)) return outcome::shortfall;
  std::set<std::string> idle;
  for (const step_result& r : report.steps) {
    if (not_run(r)) idle.insert(r.step.address());
  }
  for (const std::string& address : addresses) {
    const std::vector<step> named = find_steps(c, {address});
    if (std::all_of(named.begin(), named.end(), [&](const step& s) { return idle.contains(s.address()); })) {
      return outcome::could_not_run;
    }
  }
  return outcome::success;
}

void print_details(const check_report& report, bool verbose, const palette& colours) {
  if (report.steps.size() == 1) {
    print(step_details(report.steps.front(), verbose, colours));
    return;
  }
  for (const step_result& result : report.steps) {
    if (!has_details(result)) continue;
    print("\n" + step_details(result, verbose, colours));
    if (!verbose) break;
  }
}

/// The students' files, as far as they can be read.
page_context context_of(const check_report& report) {
  constexpr std::size_t most = std::size_t{1} << 20;
  page_context context;
  const std::time_t now = std::time(nullptr);
  std::tm local{};
  ::localtime_r(&now, &local);
  context.when = fmt::format("{:%Y-%m-%d %H:%M}", local);
  for (const step_result& result : report.steps) {
    std::error_code ignored;
    const auto [source, fresh] = context.sources.try_emplace(result.student_file);
    // A student may have good reasons for a link.
    if (fresh)
      source->second = read_plain_file(std::filesystem::weakly_canonical(result.student_file, ignored), most).bytes;
  }
  return context;
}

/// Writes the page. Why that failed, or empty: what the check itself found must not be lost for it.
std::string write_page(const std::string& path, const check_report& report) {
  try {
    write_file_atomically(path, check_html(report, context_of(report)));
    return {};
  } catch (const environment_error& error) {
    return error.what();
  }
}

outcome run_check(const global_options& global, const check_options& options) {
  const course c = open_course(global);
  workspace w = options.solutions ? open_solutions(c) : open_workspace(global, c);
  const cuda_request request = request_of(options.device, options.schedule);
  // So that a slip on the command line cannot cost a student their source.
  if (options.page && std::filesystem::path(*options.page).extension() != ".html") {
    throw usage_error("--report needs a file whose name ends in .html");
  }
  const std::vector<step> steps = chosen_steps(c, w, options, request);
  const compile_cache cache(default_cache_folder());
  const palette colours = choose_palette(global.colour);
  const bool many = steps.size() > 1;
  refresh_compile_commands(c, w);
  const progress_line progress(!global.json);
  std::string not_saved;

  check_report report;
  report.files = w.files().string();
  report.solutions = options.solutions;
  for (const step& s : steps) {
    progress.show(many ? fmt::format("checking {} ({} of {})", s.address(), report.steps.size() + 1, steps.size())
                       : fmt::format("checking {}", s.address()));
    report.steps.push_back(check_step(c, s, w.file_of(s), cache, request, options.page.has_value()));
    progress.clear();
    const step_result& result = report.steps.back();
    if (many && !global.json) print(step_line(result, colours));
    if (result.verdict == verdict::not_run) continue;
    w.remember(s, {std::string(to_string(result.verdict)), result.passed(), w.progress_of(s).hints});
    try {
      w.save();  // at once: what is done stays done
    } catch (const environment_error& error) {
      not_saved = error.what();  // told at the end, so that no result is lost for it
    }
  }
  report.next = next_step(c, w, request, report.steps.empty() ? nullptr : &report.steps.back().step);
  if (global.json) {
    print(check_json(report));
  } else {
    print_details(report, options.verbose, colours);
    print(check_summary(report, colours));
  }
  const std::string no_page = options.page ? write_page(*options.page, report) : "";
  if (!no_page.empty()) {
    print_error(fmt::format("gaplab: the page is not written: {}\n", printable_line(no_page)));
  } else if (options.page && !global.json) {
    print(fmt::format("{:<10} {}\n", "the page:", printable_line(*options.page)));
  }
  if (!not_saved.empty()) throw environment_error("your progress is not kept: " + not_saved);
  const outcome checked = outcome_of(c, report, options.addresses);
  return no_page.empty() || checked.what() != outcome::success ? checked : outcome::could_not_run;
}

}  // namespace

void add_check(const declaration& program, global_options& global) {
  const declaration command = program.subcommand("check", "Check steps: compile, run, compare, and say what is wrong");
  const auto options = std::make_shared<check_options>();
  command.arguments(
      "address", options->addresses,
      "lab.device.operation.direction, or any beginning of it in whole words; without one the next step to do");
  command.flag("--all", options->all, "Every step of every lab");
  command.flag("--solutions", options->solutions, "Check the reference solutions instead of your files");
  command.flag("-v,--verbose", options->verbose, "Every wrong case and all output, not only the first");
  add_device_option(command, options->device);
  command.option("--schedule", options->schedule,
                 "A number: another order of warps on the simulated GPU, which may show a missing barrier");
  command.option("--report", options->page, "Also write a page for the browser to this file (docs/report-page.md)");
  command.flag("--json", global.json, "The whole result as JSON (docs/results.md)");
  command.footer(
      "Examples:\n"
      "  gaplab check                          the next step to do\n"
      "  gaplab check 01.cpu.window.forward    one step\n"
      "  gaplab check 01.cpu                   all CPU steps of lab 01\n"
      "  gaplab check 01.cuda --device sim     on the simulated GPU, even if there is another\n"
      "  gaplab check --report page.html       with pictures of what is wrong, for the browser\n"
      "  gaplab check --solutions --all        is gaplab itself in order here?\n"
      "\nExit code: 0 all passed, 1 something is wrong or not attempted, 2 bad usage, 3 could not be run.");
  command.runs([&global, options] { return run_check(global, *options); });
}

}  // namespace gaplab
