#include "mutate/equivalents.hpp"

#include <fmt/format.h>

#include "base/strict_toml.hpp"

namespace gaplab {

namespace fs = std::filesystem;

namespace {

equivalent_entry parse_entry(const toml::table& table, const std::string& file) {
  strict_table keys(table, file);
  equivalent_entry entry;
  entry.place = fmt::format("{}:{}", file, table.source().begin.line);
  entry.file = keys.required<std::string>("file", "a string");
  entry.defined = keys.required<std::string>("in", "a string");
  entry.line = keys.required<std::string>("line", "a string");
  entry.becomes = keys.strings("becomes");
  entry.occurrence = keys.optional<int>("occurrence", "an integer", 0);
  entry.reason = keys.required<std::string>("reason", "a string");
  if (entry.becomes.empty()) keys.fail(table, "`becomes` names no mutant");
  if (entry.reason.empty()) keys.fail(table, "`reason` says nothing");
  keys.refuse_unknown();
  return entry;
}

bool names(const equivalent_entry& entry, const std::string& becomes, const lab_mutant& m) {
  return m.file == entry.file && m.change.defined == entry.defined && m.line.before == entry.line &&
         m.line.after == becomes && (entry.occurrence == 0 || m.occurrence == entry.occurrence);
}

}  // namespace

std::vector<equivalent_entry> load_equivalents(const fs::path& file) {
  std::vector<equivalent_entry> entries;
  std::error_code ignored;
  if (!fs::exists(file, ignored)) return entries;
  const toml::table root = parse_toml(file.string());
  strict_table keys(root, file.string());
  const toml::node* list = keys.find("equivalent");
  keys.refuse_unknown();
  if (list == nullptr) return entries;
  if (!list->is_array_of_tables()) keys.fail(*list, "`equivalent` must be written as [[equivalent]]");
  for (const toml::node& node : *list->as_array()) entries.push_back(parse_entry(*node.as_table(), file.string()));
  return entries;
}

matched_equivalents match_equivalents(const std::vector<equivalent_entry>& entries,
                                      const std::vector<lab_mutant>& mutants) {
  matched_equivalents matched;
  matched.of_mutant.resize(mutants.size(), nullptr);
  for (const equivalent_entry& entry : entries) {
    for (const std::string& becomes : entry.becomes) {
      const auto complain = [&](const std::string& what) {
        matched.findings.push_back({entry.place, fmt::format("`{}`: {}", becomes, what)});
      };
      std::vector<std::size_t> named;
      for (std::size_t i = 0; i < mutants.size(); ++i) {
        if (names(entry, becomes, mutants[i])) named.push_back(i);
      }
      if (named.empty()) {
        complain(fmt::format("no mutant of {} in {} is so: take the entry out, or write what the line is now",
                             entry.defined, entry.file));
      } else if (named.size() > 1) {
        complain(
            fmt::format("{} has this line {} times: `occurrence` says which is meant", entry.defined, named.size()));
      } else if (matched.of_mutant[named.front()] != nullptr) {
        complain(fmt::format("{} has it already", matched.of_mutant[named.front()]->place));
      } else {
        matched.of_mutant[named.front()] = &entry;
      }
    }
  }
  return matched;
}

}  // namespace gaplab
