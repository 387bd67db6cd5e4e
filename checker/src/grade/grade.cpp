#include "grade/grade.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cstring>
#include <memory>
#include <numeric>
#include <set>

#include "base/error.hpp"
#include "base/files.hpp"
#include "base/interrupt.hpp"
#include "base/sha256.hpp"
#include "base/text.hpp"
#include "grade/parse_check.hpp"
#include "run/process.hpp"

namespace gaplab {

namespace fs = std::filesystem;

namespace {

constexpr std::size_t largest_answer = std::size_t{64} << 20;  // bytes of JSON; a course of 50 steps makes about 1 MB
constexpr double compile_seconds = 120;  // a file; twice what the checker itself allows, and what it reads besides

/// Only a checker that hangs is not done in this time, for each step has its own limit.
double patience(const course& c) {
  double seconds = 0;
  std::set<std::string> files;
  for (const lab& l : c.labs) {
    for (const step& s : l.steps) {
      seconds += 2 * l.limits.seconds;
      files.insert(s.lab + "/" + s.file);
    }
  }
  return seconds + compile_seconds * static_cast<double>(files.size());
}

/// This program's own environment, with another place for temporary files: what an ended checker leaves goes with it.
std::vector<std::string> environment_with(const fs::path& temporary) {
  std::vector<std::string> environment = {fmt::format("TMPDIR={}", temporary.string())};
  for (char** variable = environ; *variable != nullptr; ++variable) {
    if (std::strncmp(*variable, "TMPDIR=", 7) != 0) environment.emplace_back(*variable);
  }
  return environment;
}

/// One submission under way: its files in a workspace of their own, and the checker at work on it.
struct checked_submission {
  graded_submission result;
  temporary_folder folder;
  std::unique_ptr<running_process> process;
};

fs::path labs_of(const checked_submission& s) { return s.folder.path() / "labs"; }

std::unique_ptr<running_process> start_checker(const course& c, const checked_submission& s,
                                               const std::string& device) {
  const fs::path temporary = s.folder.path() / "tmp";
  make_folder(temporary);
  process_request request;
  request.command = {
      "/proc/self/exe", "--course", fs::absolute(c.root).string(), "--labs", labs_of(s).string(), "check",
      "--all",          "--json"};
  request.folder = temporary.string();  // what a submission writes beside itself goes with it
  if (!device.empty()) request.command.insert(request.command.end(), {"--device", device});
  request.environment = environment_with(temporary);
  request.limits.seconds = patience(c);
  request.limits.captured_output = largest_answer;
  request.grace = 2;
  return std::make_unique<running_process>(std::move(request));
}

/// The reason without the temporary folder's name, which tells nobody anything.
std::string reason_of(const graded_step& s, const graded_submission& of, const course& c, const std::string& folder) {
  if (s.verdict == verdict::did_not_compile) {
    const std::vector<step> steps = find_steps(c, {s.address});
    const std::string file = steps.front().lab + "/" + steps.front().file;
    if (!of.files.contains(file)) return fmt::format("there is no file {}", file);
  }
  std::string reason = s.reason;
  for (std::size_t at = 0; (at = reason.find(folder + "/", at)) != std::string::npos;) {
    reason.erase(at, folder.size() + 1);
  }
  return reason;
}

void collect(const course& c, checked_submission& s) {
  graded_submission& result = s.result;
  const process_result ended = s.process->wait();
  result.seconds = ended.seconds;
  parsed_check parsed;
  if (ended.how == process_result::ending::not_started) {
    parsed.problem = ended.problem;
  } else if (ended.how == process_result::ending::timed_out) {
    parsed.problem = fmt::format("the checker did not end within {:.0f} s", ended.seconds);
  } else if (ended.how == process_result::ending::signalled) {
    parsed.problem = fmt::format("the checker crashed ({})", strsignal(ended.signal));
  } else if (ended.output_size > largest_answer) {
    parsed.problem = fmt::format("the checker's answer is larger than {} MB", largest_answer >> 20);
  } else {
    parsed = parse_check(ended.output);
    if (parsed.problem.empty() && parsed.steps.size() != all_steps(c).size()) {
      parsed.problem = "the checker's answer lacks steps";
    }
  }
  if (!parsed.problem.empty()) {
    result.status = graded_submission::state::failed;
    result.reason = parsed.problem;
    return;
  }
  result.steps = std::move(parsed.steps);
  for (graded_step& step : result.steps) step.reason = reason_of(step, result, c, labs_of(s).string());
}

/// Reads the submission and begins to check it; without a process if it cannot be read.
std::unique_ptr<checked_submission> begin(const course& c, const submission_source& source, const std::string& device) {
  auto s = std::make_unique<checked_submission>();
  s->result.name = source.name;
  s->result.source = source.path.string();
  submission read = read_submission(c, source);
  s->result.ignored_files = read.ignored;
  if (!read.problem.empty()) {
    s->result.status = graded_submission::state::unreadable;
    s->result.reason = read.problem;
    return s;
  }
  make_folder(labs_of(*s));
  for (const auto& [path, bytes] : read.files) {
    make_folder((labs_of(*s) / path).parent_path());
    write_file_atomically(labs_of(*s) / path, bytes);
    s->result.files[path] = sha256(bytes);
  }
  s->process = start_checker(c, *s, device);
  return s;
}

}  // namespace

int graded_submission::points() const {
  return std::accumulate(steps.begin(), steps.end(), 0, [](int sum, const graded_step& s) { return sum + s.points; });
}

int graded_submission::not_run_points() const {
  return std::accumulate(steps.begin(), steps.end(), 0, [](int sum, const graded_step& s) {
    return sum + (s.verdict == verdict::not_run ? s.most_points : 0);
  });
}

std::size_t graded_submission::count(gaplab::verdict v) const {
  return static_cast<std::size_t>(
      std::count_if(steps.begin(), steps.end(), [&](const graded_step& s) { return s.verdict == v; }));
}

int grade_report::most_points() const {
  return std::accumulate(all_steps.begin(), all_steps.end(), 0, [](int sum, const step& s) { return sum + s.points; });
}

grade_tally tally_of(const grade_report& report) {
  grade_tally tally;
  int points = 0;
  for (const graded_submission& s : report.submissions) {
    if (s.status == graded_submission::state::unreadable) ++tally.unreadable;
    if (s.status == graded_submission::state::failed) ++tally.failed;
    if (s.status != graded_submission::state::graded) continue;
    ++tally.graded;
    if (s.points() == 0) ++tally.without_points;
    points += s.points();
    tally.not_run_points += s.not_run_points();
  }
  if (tally.graded > 0) tally.mean_points = static_cast<double>(points) / static_cast<double>(tally.graded);
  return tally;
}

std::string_view to_string(graded_submission::state s) {
  switch (s) {
    case graded_submission::state::graded: return "graded";
    case graded_submission::state::unreadable: return "unreadable";
    case graded_submission::state::failed: return "failed";
  }
  return "";
}

void grade(const course& c, const std::vector<submission_source>& sources, const grade_way& way, grade_report& report,
           const grade_progress& progress) {
  std::vector<std::unique_ptr<checked_submission>> under_way;
  const auto done = [&](std::unique_ptr<checked_submission> s) {
    auto& all = report.submissions;
    const auto by_name = [](const graded_submission& a, const graded_submission& b) { return a.name < b.name; };
    const auto place = std::upper_bound(all.begin(), all.end(), s->result, by_name);
    progress.ends(*all.insert(place, std::move(s->result)));
  };
  const auto finish_one = [&] {
    std::vector<running_process*> processes;
    for (const auto& s : under_way) processes.push_back(s->process.get());
    const auto ended = under_way.begin() + static_cast<std::ptrdiff_t>(running_process::wait_for_any(processes));
    std::unique_ptr<checked_submission> s = std::move(*ended);
    under_way.erase(ended);
    collect(c, *s);
    done(std::move(s));
  };
  for (const submission_source& source : sources) {
    throw_if_interrupted();
    progress.begins(source.name);
    std::unique_ptr<checked_submission> s = begin(c, source, way.device);
    if (!s->process) {
      done(std::move(s));
      continue;
    }
    under_way.push_back(std::move(s));
    if (under_way.size() == static_cast<std::size_t>(way.at_once)) finish_one();
  }
  while (!under_way.empty()) finish_one();
}

}  // namespace gaplab
