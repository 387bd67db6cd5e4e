#include "author/gate.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "author/files.hpp"
#include "author/wrong_solution.hpp"
#include "base/error.hpp"
#include "base/files.hpp"
#include "base/text.hpp"
#include "check/check_step.hpp"

namespace gaplab {

namespace fs = std::filesystem;

namespace {

/// One lab on its way through the gate.
class examination {
 public:
  examination(const course& c, const lab& l, const compile_cache& cache,
              const std::function<void(const std::string&)>& progress)
      : m_course(c), m_lab(l), m_cache(cache), m_progress(progress) {
    m_report.lab = l.name;
    m_report.steps = l.steps.size();
  }

  gate_report run() {
    m_report.findings = examine_files(m_course, m_lab);
    for (const step& s : m_lab.steps) {
      expect(s, m_lab.folder / s.file, verdict::not_attempted, "its stub must say TODO()");
      expect(s, m_course.solutions_folder() / s.lab / s.file, verdict::passed, "its solution must pass");
    }
    try_wrong_solutions();
    return std::move(m_report);
  }

 private:
  void complain(const std::string& place, const std::string& what) { m_report.findings.push_back({place, what}); }

  /// The result of a check; none, and a complaint, where the course itself fails. A missing fixture has been told once.
  std::optional<step_result> check(const step& s, const fs::path& file, const cuda_request& request = {}) {
    if (!fs::is_regular_file(m_course.fixture_of(m_lab))) return std::nullopt;
    m_progress(fmt::format("{}: {}", s.address(), file.string()));
    try {
      step_result result = check_step(m_course, s, file, m_cache, request);
      if (result.verdict == verdict::not_run) {
        ++m_report.not_run;
        m_report.why_not_run = result.reason;
      }
      return result;
    } catch (const environment_error& error) {
      complain(s.address(), error.what());
      return std::nullopt;
    }
  }

  void expect(const step& s, const fs::path& file, verdict wanted, const std::string& rule) {
    if (!fs::is_regular_file(file)) return;  // said already
    const auto result = check(s, file);
    if (!result) return;
    if (!result->warnings.empty()) complain(file.string(), "the compiler warns:\n" + result->warnings);
    if (result->verdict != wanted && result->verdict != verdict::not_run) {
      complain(file.string(), fmt::format("{}: {}; it is {}{}{}", s.address(), rule,
                                          with_spaces(std::string(to_string(result->verdict))),
                                          result->reason.empty() ? "" : ": ", result->reason));
    }
  }

  void try_wrong_solutions() {
    std::map<device, std::size_t> tried;
    for (const step& s : m_lab.steps) tried.try_emplace(s.device, 0);
    const fs::path folder = m_course.solutions_folder() / m_lab.name / "wrong";
    std::vector<fs::path> files;
    if (fs::is_directory(folder)) {
      for (const fs::directory_entry& entry : fs::directory_iterator(folder)) files.push_back(entry.path());
    }
    std::sort(files.begin(), files.end());
    for (const fs::path& file : files) {
      if (file.extension() != ".cpp" && file.extension() != ".cu") continue;
      try {
        const wrong_solution wrong = load_wrong_solution(m_lab, file);
        ++tried.at(wrong.step.device);
        try_wrong_solution(wrong);
      } catch (const environment_error& error) {
        complain(file.string(), error.what());
      }
    }
    for (const auto& [d, count] : tried) {
      if (count >= fewest_wrong_solutions) continue;
      complain(folder.string(), fmt::format("it has {} for {}, and at least {} are needed: mistakes that students make",
                                            counted(count, "wrong solution"), to_string(d), fewest_wrong_solutions));
    }
  }

  void try_wrong_solution(const wrong_solution& wrong) {
    using place = cuda_request::place;
    const step& s = wrong.step;
    const fs::path solution = m_course.solutions_folder() / s.lab / s.file;
    if (!fs::is_regular_file(solution)) return;  // said already
    // A place that stays the same, so that what was compiled is found again.
    const fs::path file = m_cache.folder() / "wrong" / s.lab / wrong.file.stem() / s.file;
    make_folder(file.parent_path());
    write_file_atomically(file, with_mistake(read_file(solution), wrong));
    // What only the simulated GPU finds is looked for there, even where there is a real one.
    const auto result = check(s, file, {needs_simulator(wrong) ? place::simulator : place::best, ""});
    if (!result || result->verdict == verdict::not_run) return;
    if (result->passed()) {
      complain(wrong.file.string(),
               fmt::format("{} passes with this mistake: a case that shows it is missing", s.address()));
    } else if (result->verdict == verdict::did_not_compile) {
      complain(wrong.file.string(), "it does not compile in the place of the solution's function:\n" + result->details);
    } else if (!is_diagnosed(*result, wrong.diagnosis)) {
      complain(wrong.file.string(), fmt::format("it must be diagnosed as `{}`, but is as `{}` ({})", wrong.diagnosis,
                                                diagnosis_of(*result), result->reason));
    } else {
      ++m_report.wrong_solutions;
    }
  }

  const course& m_course;
  const lab& m_lab;
  const compile_cache& m_cache;
  const std::function<void(const std::string&)>& m_progress;
  gate_report m_report;
};

}  // namespace

gate_report examine_lab(const course& c, const lab& l, const compile_cache& cache,
                        const std::function<void(const std::string&)>& progress) {
  return examination(c, l, cache, progress).run();
}

}  // namespace gaplab
