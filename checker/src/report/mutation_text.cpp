#include "report/mutation_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "author/files.hpp"
#include "base/text.hpp"
#include "report/author.hpp"
#include "report/terminal.hpp"

namespace gaplab {

namespace {

bool survives(const judged_mutant& m) { return m.judgement.fate == fate::survived && !m.equivalent; }

std::map<device, mutation_tally> tallies_of(const mutation_report& report) {
  std::map<device, mutation_tally> tallies;
  for (const judged_mutant& m : report.mutants) tallies[m.mutant.device].add(m);
  return tallies;
}

/// In TOML; a literal string where the text has quotes or backslashes.
std::string quoted(const std::string& text) {
  const bool plain = text.find_first_of("\"\\") == std::string::npos;
  return plain ? "\"" + text + "\"" : "'" + text + "'";
}

std::string asked(const std::vector<step>& steps) {
  if (steps.empty()) return "no step uses this";
  if (steps.size() == 1) return fmt::format("{} passes with it", steps.front().address());
  return fmt::format("{} and {} pass with it", steps.front().address(), counted(steps.size() - 1, "other step"));
}

std::string survivor_text(const lab_mutant& m, bool several, const palette& colours) {
  std::string text =
      fmt::format("  {}, {}: {}\n", colours.bad(fmt::format("solutions/{}/{}:{}", m.lab, m.file, m.change.line)),
                  to_string(m.change.kind), asked(m.steps));
  text += fmt::format("    [[equivalent]]\n    file = {}\n    in = {}\n    line = {}\n    becomes = [{}]\n",
                      quoted(m.file), quoted(m.change.defined), quoted(m.line.before), quoted(m.line.after));
  if (several) text += fmt::format("    occurrence = {}\n", m.occurrence);
  return text + "    reason = \"\"\n";
}

std::string device_line(const std::string& lab, device d, const mutation_tally& t, const palette& colours) {
  const std::string score = fmt::format("{} of {} rejected", t.rejected, t.counted());
  std::string text = fmt::format("{} {}: {}, {}", colours.bold(lab), to_string(d), counted(t.generated, "mutant"),
                                 t.survived == 0 ? colours.good(score) : colours.bad(score));
  if (t.equivalent > 0) text += fmt::format(", {} equivalent", t.equivalent);
  if (t.not_compiling > 0) text += fmt::format(", {} compile{} not", t.not_compiling, t.not_compiling == 1 ? "s" : "");
  return text + "\n";
}

std::string cell(const mutation_tally& t) {
  return t.counted() == 0 ? "" : fmt::format("{}/{}", t.rejected, t.counted());
}

constexpr const char* page_head = R"(# Mutation score

How many small mistakes, put into the reference solutions by a program, do the labs' cases notice? Each mutant is
compiled in the place of the solution and checked as a student's file is: CPU steps on the host, CUDA steps on the
simulated GPU. It is rejected if a step that uses the function comes out wrong, crashes, does not end, or has a finding.
[Add a lab](add-a-lab.md#mutants) says how mutants are made and which count as equivalent. This page is written by

```text
gaplab author check --mutants --markdown > docs/mutation-score.md
```

A cell is rejected/all; all are those that compile and are not equivalent. `generated` has them all.

)";

}  // namespace

std::string mutation_text(const mutation_report& report, const palette& colours) {
  std::string text;
  std::size_t survivors = 0;
  for (const auto& [d, tally] : tallies_of(report)) {
    text += device_line(report.lab, d, tally, colours);
    survivors += tally.survived;
  }
  for (const judged_mutant& m : report.mutants) {
    if (!survives(m)) continue;
    bool several = m.mutant.occurrence > 1;
    for (const judged_mutant& other : report.mutants) {
      several = several || (other.mutant.occurrence > 1 && same_change(m.mutant, other.mutant));
    }
    text += survivor_text(m.mutant, several, colours);
  }
  if (survivors > 0) {
    const std::string advice = fmt::format(
        "What survives needs a case in datasets/{}.toml that tells it from the solution. Where no case ever can, its "
        "entry goes into solutions/{}/{}, with the reason.",
        report.lab, report.lab, equivalents_file);
    for (const std::string& line : wrapped(advice, text_width - 2)) text += fmt::format("  {}\n", line);
  }
  return text + findings_text(report.findings, colours);
}

std::string mutation_page(const std::vector<mutation_report>& reports, const std::vector<lab>& labs) {
  std::string text = page_head;
  text += "| lab |";
  for (const mutation m : all_mutations) text += fmt::format(" {} |", to_string(m));
  text += " all | equivalent | not compiling | generated |\n|---|";
  for (std::size_t i = 0; i < all_mutations.size() + 4; ++i) text += "---|";
  text += "\n";
  for (const mutation_report& report : reports) {
    std::map<device, std::map<mutation, mutation_tally>> rows;
    for (const judged_mutant& m : report.mutants) rows[m.mutant.device][m.mutant.change.kind].add(m);
    const auto tallies = tallies_of(report);
    for (const auto& [d, by_kind] : rows) {
      text += fmt::format("| {} {} |", report.lab, to_string(d));
      for (const mutation m : all_mutations) {
        const auto found = by_kind.find(m);
        text += fmt::format(" {} |", found == by_kind.end() ? "" : cell(found->second));
      }
      const mutation_tally& t = tallies.at(d);
      text += fmt::format(" {} | {} | {} | {} |\n", cell(t), t.equivalent, t.not_compiling, t.generated);
    }
  }
  std::string missing;
  for (const lab& l : labs) {
    const bool reported = std::any_of(reports.begin(), reports.end(), [&](const auto& r) { return r.lab == l.name; });
    if (!reported) missing += (missing.empty() ? "" : ", ") + l.name;
  }
  return missing.empty() ? text : text + fmt::format("\nNot measured yet: {}.\n", missing);
}

}  // namespace gaplab
