#include "mutate/lab_mutants.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>
#include <utility>

#include "base/files.hpp"
#include "mutate/definitions.hpp"

namespace gaplab {

namespace {

/// For each definition of a file the steps that must reject its mutants.
std::map<std::string, std::vector<step>> steps_by_definition(const std::string& source,
                                                             const std::vector<step>& steps) {
  const source_definitions definitions(source);
  std::map<std::string, std::vector<step>> by_definition;
  std::set<std::string> own;
  for (const step& s : steps) {
    by_definition[s.function].push_back(s);
    own.insert(s.function);
  }
  for (const step& s : steps) {
    for (const std::string& used : definitions.used_by(s.function)) {
      if (!own.contains(used)) by_definition[used].push_back(s);
    }
  }
  return by_definition;
}

}  // namespace

std::string mutated_solution(const std::string& source, const lab& l, const lab_mutant& m) {
  const source_definitions definitions(source);
  std::set<std::string> unused;
  for (const step& s : l.steps) unused.insert(s.function);
  for (const step& s : m.steps) {
    for (const std::string& used : definitions.used_by(s.function)) unused.erase(used);
  }
  unused.erase(m.change.defined);
  std::string text = source;
  bool is_in = false;
  const auto put_mutant = [&] {
    if (!std::exchange(is_in, true)) text = mutated(text, m.change);
  };
  // From the last definition to the first, so that offsets hold.
  for (auto d = definitions.all().rbegin(); d != definitions.all().rend(); ++d) {
    const std::size_t begin = definitions.offset(d->body);
    if (begin < m.change.offset) put_mutant();
    if (!unused.contains(d->name)) continue;
    const std::size_t end = definitions.offset(d->end - 1) + 1;
    text.replace(begin, end - begin, "{ TODO(); }");
  }
  put_mutant();
  return text;
}

bool same_change(const lab_mutant& a, const lab_mutant& b) {
  const auto change = [](const lab_mutant& m) {
    return std::tie(m.lab, m.file, m.change.defined, m.line.before, m.line.after);
  };
  return change(a) == change(b);
}

std::vector<lab_mutant> mutants_of_lab(const course& c, const lab& l) {
  std::map<std::pair<device, std::string>, std::vector<step>> files;
  for (const step& s : l.steps) files[{s.device, s.file}].push_back(s);
  std::vector<lab_mutant> all;
  for (const auto& [place, steps] : files) {
    const std::string source = read_file(c.solutions_folder() / l.name / place.second);
    const auto by_definition = steps_by_definition(source, steps);
    for (mutant& change : mutants_of(source)) {
      lab_mutant m{l.name, place.first, place.second, {}, changed_line_of(source, change), 1, {}};
      m.change = std::move(change);
      const auto found = by_definition.find(m.change.defined);
      if (found != by_definition.end()) m.steps = found->second;
      for (const lab_mutant& before : all) {
        if (same_change(before, m)) ++m.occurrence;
      }
      all.push_back(std::move(m));
    }
  }
  return all;
}

}  // namespace gaplab
