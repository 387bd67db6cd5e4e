#include "report/findings_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "base/text.hpp"
#include "judge/findings.hpp"
#include "report/terminal.hpp"

namespace gaplab {

namespace {

constexpr std::size_t most_shown = 3;

/// Findings one below the other. What a kind of them means is told once.
class listing {
 public:
  explicit listing(const palette& colours) : m_colours(colours) {}

  void add(const sim::finding_text& finding, const std::string& end_of_heading) {
    std::vector<std::string> lines = sim::lines_of(finding);
    constexpr std::size_t explaining = 2;  // the last lines: the sentence, and the chapter
    if (!m_explained.insert(finding.kind).second) lines.resize(lines.size() - explaining);
    if (!m_text.empty()) m_text += "\n";
    for (const std::string& part : wrapped(lines.front() + end_of_heading, text_width - 2)) {
      m_text += fmt::format("  {}\n", m_colours.bold(part));
    }
    for (std::size_t i = 1; i < lines.size(); ++i) {
      // The sides are aligned by blanks, which wrapping would not keep: only what is too long is wrapped.
      const std::string line = lines[i].substr(2);
      const std::vector<std::string> parts =
          line.size() + 4 <= text_width ? std::vector{line} : wrapped(line, text_width - 4);
      for (const std::string& part : parts) m_text += fmt::format("    {}\n", part);
    }
  }

  [[nodiscard]] const std::string& text() const { return m_text; }

 private:
  const palette& m_colours;
  std::set<sim::finding_kind> m_explained;
  std::string m_text;
};

}  // namespace

std::string step_findings(const step_result& result, bool all, const palette& colours) {
  const std::size_t count = result.findings.size();
  const std::size_t shown = all ? count : std::min(count, most_shown);
  listing list(colours);
  for (std::size_t i = 0; i < shown; ++i) {
    list.add(result.findings[i].text, ", " + place_of(result.findings[i]));
  }
  const std::uint64_t more = count - shown + result.more_findings;
  if (more == 0) return list.text();
  return list.text() + fmt::format("\n  and {} more{}\n", more, shown < count ? " (-v shows them)" : "");
}

std::string program_findings(const std::vector<sim::finding_text>& findings, std::uint64_t more,
                             const palette& colours) {
  if (findings.empty()) return {};
  listing list(colours);
  for (const sim::finding_text& finding : findings) list.add(finding, "");
  return fmt::format("\n{}\n{}; docs/cuda-without-a-gpu.md explains them\n", list.text(),
                     colours.bad(counted(findings.size() + more, "finding")));
}

}  // namespace gaplab
