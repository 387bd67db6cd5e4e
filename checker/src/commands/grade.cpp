#include "grade/grade.hpp"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <chrono>
#include <ctime>
#include <memory>

#include "base/error.hpp"
#include "base/files.hpp"
#include "base/text.hpp"
#include "commands/command.hpp"
#include "commands/progress_line.hpp"
#include "compile/cache.hpp"
#include "compile/toolchain.hpp"
#include "fixtures/read.hpp"
#include "report/grade_csv.hpp"
#include "report/grade_json.hpp"
#include "report/grade_text.hpp"

namespace gaplab {

namespace fs = std::filesystem;

namespace {

struct grade_options {
  std::string folder;
  std::string out = "gaplab-grades";
  int jobs = 1;
  std::string device;
};

/// What every submission needs, so that a fault of it is told once and not for each of them.
void require_sound(const course& c) {
  const compile_cache cache(default_cache_folder());
  for (const lab& l : c.labs) read_fixture(c.fixture_of(l));
}

void write_results(const fs::path& folder, const grade_report& report) {
  write_file_atomically(folder / "results.json", grade_json(report));
  write_file_atomically(folder / "grades.csv", grade_csv(report));
}

outcome run_grade(const global_options& global, const grade_options& options) {
  const course c = open_course(global);
  if (fs::exists(fs::path(options.folder) / workspace_marker)) {
    throw usage_error(fmt::format("{} is a workspace, one submission: name the folder in which it lies",
                                  printable_line(options.folder)));
  }
  const fs::path results = options.out;
  const submission_list list = find_submissions(options.folder, results);
  grade_report report;
  report.course = c.root.string();
  report.when = fmt::format("{:%Y-%m-%dT%H:%M:%SZ}", fmt::gmtime(std::time(nullptr)));
  report.toolchain = host_toolchain()->description();
  report.all_steps = all_steps(c);
  report.folder = options.folder;
  report.found = list.sources.size();
  report.ignored = list.ignored;
  require_sound(c);
  make_folder(results);
  write_results(results, report);  // that it can be written shows before the work

  const palette colours = choose_palette(global.colour);
  const std::size_t width = name_width(list.sources);
  const progress_line line(!global.json);
  const auto say = [&](const std::string& text) {
    if (!global.json) print(text);
  };
  say(grade_heading(report, colours));
  grade_progress progress;
  progress.begins = [&](const std::string& name) {
    line.show(fmt::format("grading {} ({} of {} done)", printable_line(name), report.submissions.size(), report.found));
  };
  progress.ends = [&](const graded_submission& s) {
    write_results(results, report);  // at once: what is done stays done
    line.clear();
    say(submission_line(s, report.most_points(), width, colours));
  };
  grade(c, list.sources, {options.jobs, options.device}, report, progress);
  if (global.json) print(grade_json(report));
  say(grade_summary(report, results.string(), colours));
  const grade_tally tally = tally_of(report);
  return tally.graded == report.found ? outcome::success : outcome::shortfall;
}

}  // namespace

void add_grade(const declaration& program, global_options& global) {
  const declaration command = program.subcommand("grade", "Check a folder of submissions, for instructors");
  const auto options = std::make_shared<grade_options>();
  command.argument("DIR", options->folder, "One folder or one archive by `gaplab submit` for each submission", true);
  command.option("--out", options->out, "The folder for results.json and grades.csv (default: gaplab-grades)");
  command.number("--jobs", options->jobs, 1, 256,
                 "How many to check at once. Time limits are wall clock: with more than there are free cores a slow "
                 "but right solution may time out");
  add_device_option(command, options->device);
  command.flag("--json", global.json, "Print results.json too, and nothing else (docs/results.md)");
  command.footer(
      "The submissions are run as you, with limits on time and memory but nothing else: see docs/grading.md.\n\n"
      "Example:\n  gaplab grade submissions --out grades-week-3\n"
      "\nExit code: 0 all were graded, whatever their points; 1 some could not be; 2 bad usage; 3 could not be run.");
  command.runs([&global, options] { return run_grade(global, *options); });
}

}  // namespace gaplab
