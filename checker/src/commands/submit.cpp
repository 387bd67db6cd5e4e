#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <memory>

#include "base/archive.hpp"
#include "base/error.hpp"
#include "base/files.hpp"
#include "base/program_name.hpp"
#include "base/text.hpp"
#include "check/check_step.hpp"
#include "commands/command.hpp"
#include "commands/progress_line.hpp"
#include "compile/cache.hpp"
#include "grade/handin.hpp"
#include "report/grade_text.hpp"
#include "report/submission_json.hpp"
#include "report/terminal.hpp"

namespace gaplab {

namespace fs = std::filesystem;

namespace {

struct submit_options {
  std::string out;
  bool no_check = false;
};

constexpr std::string_view archive_ending = ".tar.gz";

fs::path place_of(const course& c, const workspace& w, const submit_options& options) {
  const fs::path home = w.type() == workspace::kind::clone ? c.root : w.files();
  if (options.out.empty()) return home / "gaplab-submission.tar.gz";
  if (fs::is_directory(options.out)) throw usage_error(fmt::format("--out: {} is a folder: name a file", options.out));
  if (!options.out.ends_with(archive_ending)) {
    throw usage_error(
        fmt::format("--out: {} must end in {}, which is what `gaplab grade` looks for", options.out, archive_ending));
  }
  return options.out;
}

/// Before the check, which takes a while.
void require_writable(const fs::path& place) {
  const fs::path folder = fs::absolute(place).parent_path();
  if (::access(folder.c_str(), W_OK) == 0) return;
  throw environment_error(fmt::format("cannot write {}: {}", place.string(), std::strerror(errno)));
}

void check_all(const course& c, const workspace& w, handin& h) {
  const compile_cache cache(default_cache_folder());
  const progress_line line(true);
  const std::vector<step> steps = all_steps(c);
  for (const step& s : steps) {
    line.show(fmt::format("checking {} ({} of {})", s.address(), h.steps.size() + 1, steps.size()));
    const step_result result = check_step(c, s, w.file_of(s), cache);
    h.steps.push_back({s.address(), result.verdict, result.reason, result.passed() ? s.points : 0, s.points});
    line.clear();
  }
  h.checked = true;
  // What was read before is handed in; what was checked must be the same.
  if (collect_handin(c, w).files != h.files) {
    throw usage_error("your files changed while they were checked: submit again");
  }
}

void write_archive(const fs::path& place, const handin& h) {
  std::vector<archive_file> files = h.files;
  files.push_back({"submission.json", submission_json(h)});
  write_file_atomically(place, make_archive(files));
  const archive_contents back = read_archive(place);
  if (back.problem.empty() && make_archive(back.files) == make_archive(files)) return;
  std::error_code ignored;
  fs::remove(place, ignored);
  throw environment_error(fmt::format("{} could not be read back as it was written ({}); it is deleted: try again",
                                      place.string(), back.problem.empty() ? "other bytes" : back.problem));
}

std::string contents_text(const handin& h, const fs::path& place, const palette& colours) {
  std::string text = fmt::format("{} holds\n", colours.bold(printable_line(place.string())));
  for (const archive_file& file : h.files) text += fmt::format("  {:<32} {:>8} bytes\n", file.path, file.bytes.size());
  text += fmt::format("  {:<32} {}\n", "submission.json",
                      h.checked ? "what this check found" : "what is in it; nothing was checked");
  for (const std::string& file : h.missing) text += colours.open(fmt::format("  {:<32}  missing\n", file));
  return text + "\n";
}

std::string check_text(const handin& h, const palette& colours) {
  if (!h.checked) return "Not checked (--no-check).\n";
  graded_submission own;
  own.steps = h.steps;
  int most_points = 0;
  for (const graded_step& s : h.steps) most_points += s.most_points;
  const std::string points = fmt::format("{} of {} points here", own.points(), most_points);
  const std::string words = printable_line(shortfall_words(h.steps));
  if (words.empty()) return colours.good(points) + "\n";
  std::string text = colours.open(points) + "\n";
  for (const std::string& part : wrapped(words, text_width - 2)) text += fmt::format("  {}\n", part);
  return text + "It is handed in as it is. You can go on, and submit again.\n";
}

outcome run_submit(const global_options& global, const submit_options& options) {
  const course c = open_course(global);
  const workspace w = open_workspace(c, labs_given(global));
  const palette colours = choose_palette(global.colour);
  const fs::path place = place_of(c, w, options);
  handin h = collect_handin(c, w);
  if (w.type() == workspace::kind::clone) {
    print(colours.dim(fmt::format("no workspace here: the files are those of the course itself, in {}",
                                  printable_line(w.files().string()))) +
          "\n");
  }
  if (!h.problems.empty()) {
    print("No submission is made, because of\n");
    for (const std::string& problem : h.problems) print(fmt::format("  {}\n", colours.bad(problem)));
    return outcome::shortfall;
  }
  if (h.files.empty() || (h.files.size() == 1 && h.files.front().path == workspace_marker)) {
    throw usage_error(fmt::format("there is nothing to submit: {} holds none of the labs' files", w.files().string()));
  }
  require_writable(place);
  if (!options.no_check) {
    try {
      check_all(c, w, h);
    } catch (const environment_error& error) {
      throw environment_error(fmt::format("{}. `{} submit --no-check` packs your files without checking them",
                                          error.what(), program_name()));
    }
  }
  write_archive(place, h);
  print(contents_text(h, place, colours) + check_text(h, colours));
  print(fmt::format("\nnext:      hand in this one file, {}\n", printable_line(place.filename().string())));
  return outcome::success;
}

}  // namespace

void add_submit(const declaration& program, const global_options& global) {
  const declaration command = program.subcommand("submit", "Pack your files into one archive to hand in");
  const auto options = std::make_shared<submit_options>();
  command.option("--out", options->out, "The archive (default: gaplab-submission.tar.gz in your workspace)");
  command.flag("--no-check", options->no_check, "Without checking the steps first");
  command.footer(
      "Example:\n  gaplab submit\n"
      "\nExit code: 0 it is made, whatever its steps; 1 a file cannot be handed in; 2 bad usage; 3 could not be made.");
  command.runs([&global, options] { return run_submit(global, *options); });
}

}  // namespace gaplab
