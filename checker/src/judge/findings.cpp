#include "judge/findings.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace gaplab {

namespace {

bool same_place(const sim::finding_text& a, const sim::finding_text& b) {
  const auto same_side = [](const sim::side_text& one, const sim::side_text& other) {
    return one.action == other.action && one.place == other.place;
  };
  return a.kind == b.kind && a.kernel == b.kernel && a.launch == b.launch &&
         std::equal(a.sides.begin(), a.sides.end(), b.sides.begin(), b.sides.end(), same_side);
}

}  // namespace

std::vector<gpu_finding> findings_of_cases(std::vector<sim::finding_text> texts, const std::vector<fixture_case>& cases,
                                           const std::vector<call_outcome>& calls) {
  std::vector<gpu_finding> findings;
  for (sim::finding_text& text : texts) {
    const unsigned call = text.call;
    const bool within = call < calls.size();
    auto found = std::find_if(findings.begin(), findings.end(), [&](const gpu_finding& f) {
      return within != f.cases.empty() && same_place(f.text, text);
    });
    if (found == findings.end()) {
      findings.push_back({std::move(text), {}});
      found = findings.end() - 1;
    } else {
      found->text.times += text.times;
    }
    if (!within) continue;
    const std::string& name = cases[calls[call].case_index].name;
    if (std::find(found->cases.begin(), found->cases.end(), name) == found->cases.end()) found->cases.push_back(name);
  }
  return findings;
}

std::string headline(const gpu_finding& finding) {
  std::string heading = sim::lines_of(finding.text).front();
  for (const sim::side_text& side : finding.text.sides) {
    if (!side.place.empty()) return fmt::format("{} ({})", heading, side.place);
  }
  return heading;
}

std::string place_of(const gpu_finding& finding) {
  if (finding.cases.empty()) return "after the last case";
  const std::size_t more = finding.cases.size() - 1;
  return fmt::format("in case `{}`{}", finding.cases.front(), more > 0 ? fmt::format(" and {} more", more) : "");
}

namespace {

bool changes_numbers(const gpu_finding& f) {
  using sim::finding_kind;
  switch (f.text.kind) {
    case finding_kind::leak:
    case finding_kind::double_free:
    case finding_kind::invalid_free: return false;
    default: return true;
  }
}

}  // namespace

bool changes_numbers(const std::vector<gpu_finding>& findings) {
  return std::any_of(findings.begin(), findings.end(), [](const gpu_finding& f) { return changes_numbers(f); });
}

std::vector<diagnosis> diagnose_findings(const step_result& result) {
  if (result.findings.empty()) return {};
  const auto telling = std::find_if(result.findings.begin(), result.findings.end(),
                                    [](const gpu_finding& f) { return changes_numbers(f); });
  const sim::finding_text& first = (telling == result.findings.end() ? result.findings.front() : *telling).text;
  return {{first.name, "", first.explanation, 1, 1, 0}};
}

}  // namespace gaplab
