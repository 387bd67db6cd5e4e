#include "run/finding_places.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "base/text.hpp"
#include "run/symbols.hpp"

namespace gaplab {

namespace fs = std::filesystem;

namespace {

std::vector<std::uint64_t> counters_of(const gpu_findings& findings) {
  std::set<std::uint64_t> counters;
  for (const sim::finding_record& record : findings.records) {
    counters.insert(record.launch.pc);
    for (const sim::finding_side& side : record.sides) counters.insert(side.place.pc);
  }
  counters.erase(0);
  return {counters.begin(), counters.end()};
}

bool below(const std::string& file, const fs::path& folder) { return file.rfind(folder.string() + "/", 0) == 0; }

std::string line_in(const std::vector<code_place>& frames, const fs::path& source, const fs::path& simulator_folder) {
  const code_place* best = nullptr;
  for (const code_place& place : frames) {
    if (place.line.empty() || place.line == "0") continue;
    if (place.file == source.string()) {
      best = &place;
      break;
    }
    const bool own = !below(place.file, "/usr") && !below(place.file, simulator_folder);
    if (best == nullptr && own) best = &place;
  }
  if (best == nullptr) return {};
  return fmt::format("{}:{}", fs::path(best->file).filename().string(), best->line);
}

void make_printable(sim::finding_text& text) {
  for (std::string* part : {&text.object, &text.detail, &text.kernel, &text.launch}) *part = printable_line(*part);
  for (sim::side_text& side : text.sides) {
    for (std::string* part : {&side.action, &side.place, &side.who}) *part = printable_line(*part);
  }
}

/// Whether the race is why the other read what nobody had written yet: it reads at the same place.
bool explains(const sim::finding_text& race, const sim::finding_text& read) {
  if (race.kind != sim::finding_kind::data_race || read.kind != sim::finding_kind::uninitialised) return false;
  if (read.sides.empty() || read.sides.front().place.empty() || race.kernel != read.kernel) return false;
  return std::any_of(race.sides.begin(), race.sides.end(),
                     [&](const sim::side_text& side) { return side.place == read.sides.front().place; });
}

}  // namespace

void put_causes_first(std::vector<sim::finding_text>& texts) {
  for (auto read = texts.begin(); read != texts.end(); ++read) {
    const auto race =
        std::find_if(read, texts.end(), [&](const sim::finding_text& other) { return explains(other, *read); });
    if (race != texts.end()) std::rotate(read, race, std::next(race));
  }
}

std::vector<sim::finding_text> describe_findings(const gpu_findings& findings, const fs::path& program,
                                                 const fs::path& source, const fs::path& simulator_folder) {
  const code_places places = find_places(program, counters_of(findings));
  const auto line_of = [&](std::uint64_t counter) -> std::string {
    const auto frames = places.find(counter);
    return frames == places.end() ? "" : line_in(frames->second, source, simulator_folder);
  };
  std::vector<sim::finding_text> texts;
  for (const sim::finding_record& record : findings.records) {
    texts.push_back(sim::describe(record, line_of));
    make_printable(texts.back());
  }
  put_causes_first(texts);
  return texts;
}

}  // namespace gaplab
