// Submissions -> points. Each is checked by this same program as a process of its own, so that nothing that happens in
// one, not even a crash of the checker, costs another.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <vector>

#include "course/course.hpp"
#include "grade/submission.hpp"
#include "judge/result.hpp"

namespace gaplab {

struct graded_step {
  std::string address;
  gaplab::verdict verdict = verdict::not_run;
  std::string reason;  ///< one line: why it is not passed
  int points = 0;
  int most_points = 0;
  std::string diagnosis{};  ///< the likeliest cause, "constant_factor H*W"; empty where none is known
};

struct graded_submission {
  enum class state {
    graded,      ///< every step has a verdict
    unreadable,  ///< its files could not be read
    failed       ///< the checker failed on it
  };
  std::string name;
  std::string source;  ///< its path
  state status = state::graded;
  std::string reason;                        ///< why it is unreadable or failed
  std::map<std::string, std::string> files;  ///< each file that was checked, to its SHA-256
  std::size_t ignored_files = 0;
  std::vector<graded_step> steps;  ///< in the course's order; none unless graded
  double seconds = 0;              ///< wall clock

  [[nodiscard]] int points() const;
  [[nodiscard]] int not_run_points() const;
  /// How many steps have that verdict.
  [[nodiscard]] std::size_t count(verdict v) const;
};

std::string_view to_string(graded_submission::state s);

struct grade_report {
  std::string course;           ///< its folder
  std::string when;             ///< when it began, in UTC, ISO 8601
  std::string toolchain;        ///< the host compiler, in words
  std::vector<step> all_steps;  ///< of the course
  std::string folder;           ///< of the submissions
  std::size_t found = 0;        ///< submissions in it
  std::vector<ignored_entry> ignored;
  std::vector<graded_submission> submissions;  ///< those done, in the order of their names

  [[nodiscard]] int most_points() const;
};

struct grade_tally {
  std::size_t graded = 0;
  std::size_t unreadable = 0;
  std::size_t failed = 0;
  std::size_t without_points = 0;  ///< of those graded
  int not_run_points = 0;          ///< over all
  double mean_points = 0;          ///< of those graded; 0 if there is none
};

grade_tally tally_of(const grade_report& report);

/// Called when submissions begin and when one is done.
struct grade_progress {
  std::function<void(const std::string& name)> begins;
  std::function<void(const graded_submission&)> ends;
};

struct grade_way {
  int at_once = 1;     ///< how many submissions
  std::string device;  ///< of check's --device; empty: without it
};

/// Grades all sources and puts them into the report. Throws interrupted, with all ended that was begun.
void grade(const course& c, const std::vector<submission_source>& sources, const grade_way& way, grade_report& report,
           const grade_progress& progress);

}  // namespace gaplab
