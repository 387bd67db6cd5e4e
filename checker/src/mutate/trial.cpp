#include "mutate/trial.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "base/error.hpp"
#include "base/files.hpp"
#include "base/text.hpp"
#include "check/case_set.hpp"
#include "judge/judge.hpp"
#include "run/job.hpp"

namespace gaplab {

namespace fs = std::filesystem;

namespace {

/// A case with more elements than this is kept for those mutants that pass all others.
constexpr std::int64_t large_case = 4096;

/// What a mutant may take of the processor, as a multiple of the reference solution's time. Of the processor, because
/// the machine may be busy with others.
constexpr double patience = 10;

std::int64_t elements_of(const fixture_case& c) {
  std::int64_t elements = 0;
  for (const auto& [name, input] : c.inputs) elements += element_count(input.shape);
  for (const auto& [name, output] : c.expected) elements += element_count(output.shape);
  return elements;
}

case_set small_cases_of(const case_set& all) {
  case_set few;
  for (std::size_t i = 0; i < all.cases.size(); ++i) {
    if (elements_of(all.cases[i]) > large_case) continue;
    few.cases.push_back(all.cases[i]);
    few.limits.push_back(all.limits[i]);
  }
  return few;
}

}  // namespace

/// Two sets of cases: nearly all mutants show in the first one, which takes a fraction of the second one's time.
struct mutant_trial::prepared_step {
  struct stage {
    case_set set;
    limits allowed;
  };
  gaplab::step step;
  std::vector<stage> stages;  ///< the small cases, if there are some that are not; then all

  /// The verdict of one stage, without a word of why.
  [[nodiscard]] step_result run(const stage& s, const fs::path& worker, const worker_needs& needs) const {
    step_result result;
    result.step = step;
    prepared_job job(step, s.set.cases);
    const job_outcome outcome = job.run(worker, s.allowed, needs);
    gaplab::judge(result, s.set.cases, s.set.limits, outcome, worker);
    // The judge is told of findings in words, which nobody reads here.
    const bool finding = !outcome.findings.records.empty() || outcome.findings.dropped > 0;
    if (result.passed() && finding) result.verdict = verdict::wrong;
    return result;
  }
};

mutant_trial::mutant_trial(const course& c, const lab& l, const toolchain& compiler, const compile_cache& cache)
    : m_course(c), m_lab(l), m_compiler(compiler), m_cache(cache) {}

mutant_trial::~mutant_trial() = default;

build_result mutant_trial::build(const fs::path& file, const compile_cache& cache) const {
  const worker_sources sources{file, m_lab.folder, m_course.worker_folder()};
  return m_compiler.start(sources, cache)->finish();
}

void mutant_trial::prepare(const step& s) {
  if (m_steps.contains(s.address())) return;
  auto prepared = std::make_unique<prepared_step>();
  prepared->step = s;
  case_set all = load_cases(m_course, m_lab, s);
  case_set few = small_cases_of(all);
  if (!few.cases.empty() && few.cases.size() < all.cases.size()) {
    prepared->stages.push_back({std::move(few), m_lab.limits});
  }
  prepared->stages.push_back({std::move(all), m_lab.limits});

  const fs::path solution = m_course.solutions_folder() / m_lab.name / s.file;
  const build_result built = build(solution, m_cache);
  for (prepared_step::stage& stage : prepared->stages) {
    const step_result result = built.built ? prepared->run(stage, built.worker, m_compiler.needs()) : step_result{};
    if (!result.passed()) {
      throw environment_error(fmt::format("{} does not pass {}, and its mutants say nothing until it does: {}",
                                          solution.string(), s.address(), built.built ? result.reason : built.reason));
    }
    stage.allowed.processor_seconds =
        static_cast<int>(std::ceil(std::min(patience * result.run_seconds, m_lab.limits.seconds)));
  }
  m_steps[s.address()] = std::move(prepared);
}

judgement mutant_trial::judge(const lab_mutant& m, const std::string& mutated_source) const {
  const temporary_folder work(m_cache.folder());
  const compile_cache scratch(work.path() / "made", &m_cache);
  write_file_atomically(work.path() / m.file, mutated_source);
  const build_result built = build(work.path() / m.file, scratch);
  if (!built.built) return {fate::no_mutant, ""};
  for (const step& s : m.steps) {
    const prepared_step& prepared = *m_steps.at(s.address());
    for (const prepared_step::stage& stage : prepared.stages) {
      const step_result result = prepared.run(stage, built.worker, m_compiler.needs());
      if (!result.passed()) return {fate::rejected, std::string(to_string(result.verdict))};
    }
  }
  return {fate::survived, ""};
}

}  // namespace gaplab
