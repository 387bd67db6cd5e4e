#include "mutate/mutation_score.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "author/files.hpp"
#include "base/error.hpp"
#include "base/files.hpp"
#include "base/processes.hpp"
#include "base/text.hpp"
#include "mutate/equivalents.hpp"
#include "mutate/trial.hpp"

namespace gaplab {

namespace {

/// One lab's mutants on their way to their judgements.
class scoring {
 public:
  scoring(const course& c, const lab& l, const std::vector<lab_mutant>& all, const mutation_request& request,
          const compile_cache& cache, const mutation_progress& progress)
      : m_course(c), m_lab(l), m_all(all), m_request(request), m_cache(cache), m_progress(progress) {}

  /// Judgements by the mutant's number.
  std::map<std::size_t, judgement> judge(const std::vector<std::size_t>& selected) {
    std::map<std::size_t, judgement> judged;
    std::map<device, std::vector<std::size_t>> by_device;
    for (const std::size_t i : selected) by_device[m_all[i].device].push_back(i);
    for (const auto& [d, numbers] : by_device) judge_on(d, numbers, judged);
    return judged;
  }

 private:
  [[nodiscard]] std::string source_of(const lab_mutant& m) {
    const auto [found, is_new] = m_sources.try_emplace(m.file);
    if (is_new) found->second = read_file(m_course.solutions_folder() / m_lab.name / m.file);
    return mutated_solution(found->second, m_lab, m);
  }

  void judge_on(device d, const std::vector<std::size_t>& numbers, std::map<std::size_t, judgement>& judged) {
    const toolchain_choice& choice = choose_toolchain(m_course, d, m_request.cuda);
    if (!choice.can_run()) {
      throw environment_error(
          fmt::format("the mutants of {}'s {} steps cannot be run here: {}", m_lab.name, to_string(d), choice.not_run));
    }
    const std::string compilers = choice.chosen->description() + choice.runs_on;
    mutant_record record(m_cache.folder() / record_name(m_course, m_lab, compilers));
    std::vector<std::size_t> open;
    for (const std::size_t i : numbers) {
      if (const auto known = record.find(record_key(m_all[i], source_of(m_all[i])))) {
        judged[i] = *known;
      } else {
        open.push_back(i);
      }
    }
    judge_open(d, *choice.chosen, open, record);
    for (const std::size_t i : open) judged[i] = record.find(record_key(m_all[i], source_of(m_all[i]))).value();
  }

  void judge_open(device d, const toolchain& compiler, const std::vector<std::size_t>& open, mutant_record& record) {
    if (open.empty()) return;
    mutant_trial trial(m_course, m_lab, compiler, m_cache);
    for (const std::size_t i : open) {
      for (const step& s : m_all[i].steps) {
        m_progress(fmt::format("{}: the reference solution", s.address()));
        trial.prepare(s);
      }
    }
    const auto work = [&](std::size_t number) {
      const lab_mutant& m = m_all[open[number]];
      const std::string source = source_of(m);
      record.add(record_key(m, source), trial.judge(m, source));
    };
    spread(open.size(), m_request.at_once, work, [&](std::size_t done) {
      m_progress(fmt::format("{} {}: mutant {} of {}", m_lab.name, to_string(d), done, open.size()));
    });
    record.read_again();
  }

  const course& m_course;
  const lab& m_lab;
  const std::vector<lab_mutant>& m_all;
  const mutation_request& m_request;
  const compile_cache& m_cache;
  const mutation_progress& m_progress;
  std::map<std::string, std::string> m_sources;
};

/// What is wrong with an entry whose mutant has been judged.
std::string objection_to(const judgement& j, const std::string& becomes) {
  if (j.fate == fate::rejected) {
    return fmt::format("`{}`: it is not equivalent, for it is rejected ({}): take it out of the entry", becomes,
                       with_spaces(j.how));
  }
  return fmt::format("`{}`: it does not compile, which needs no entry: take it out", becomes);
}

}  // namespace

bool is_whole(const mutation_report& report) {
  return report.findings.empty() && std::none_of(report.mutants.begin(), report.mutants.end(), [](const auto& m) {
           return m.judgement.fate == fate::survived && !m.equivalent;
         });
}

void mutation_tally::add(const judged_mutant& m) {
  ++generated;
  if (m.judgement.fate == fate::no_mutant) {
    ++not_compiling;
  } else if (m.judgement.fate == fate::rejected) {
    ++rejected;
  } else {
    ++(m.equivalent ? equivalent : survived);
  }
}

mutation_report score_mutants_of(const course& c, const lab& l, const std::vector<lab_mutant>& all,
                                 const std::vector<std::size_t>& selected, const mutation_request& request,
                                 const compile_cache& cache, const mutation_progress& progress) {
  const std::vector<equivalent_entry> entries = load_equivalents(c.solutions_folder() / l.name / equivalents_file);
  const matched_equivalents matched = match_equivalents(entries, all);
  const auto judged = scoring(c, l, all, request, cache, progress).judge(selected);
  mutation_report report{l.name, {}, matched.findings};
  for (const auto& [i, j] : judged) {
    const equivalent_entry* entry = matched.of_mutant[i];
    report.mutants.push_back({all[i], j, entry != nullptr});
    if (entry != nullptr && j.fate != fate::survived) {
      report.findings.push_back({entry->place, objection_to(j, all[i].line.after)});
    }
  }
  return report;
}

mutation_report score_mutants(const course& c, const lab& l, const std::vector<step>& wanted,
                              const mutation_request& request, const compile_cache& cache,
                              const mutation_progress& progress) {
  std::set<std::string> addresses;
  for (const step& s : wanted) addresses.insert(s.address());
  const std::vector<lab_mutant> all = mutants_of_lab(c, l);
  std::vector<std::size_t> selected;
  for (std::size_t i = 0; i < all.size(); ++i) {
    const bool asked = std::any_of(all[i].steps.begin(), all[i].steps.end(),
                                   [&](const step& s) { return addresses.contains(s.address()); });
    // What no step uses belongs to the whole lab.
    if (asked || (all[i].steps.empty() && addresses.size() == l.steps.size())) selected.push_back(i);
  }
  return score_mutants_of(c, l, all, selected, request, cache, progress);
}

}  // namespace gaplab
