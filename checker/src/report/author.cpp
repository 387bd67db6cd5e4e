#include "report/author.hpp"

#include <fmt/format.h>

#include "base/text.hpp"
#include "report/terminal.hpp"

namespace gaplab {

std::string findings_text(const std::vector<finding>& findings, const palette& colours) {
  std::string text;
  for (const finding& f : findings) {
    text += fmt::format("  {}\n", colours.bad(f.place));
    for (const std::string& line : split_lines(f.what)) {
      for (const std::string& part : wrapped(line, text_width - 4)) text += fmt::format("    {}\n", part);
    }
  }
  return text;
}

std::string gate_text(const gate_report& report, const palette& colours) {
  std::string text = fmt::format("{}: {}, {} rejected as they must be", colours.bold(report.lab),
                                 counted(report.steps, "step"), counted(report.wrong_solutions, "wrong solution"));
  if (report.not_run > 0) {
    text += fmt::format("; {} not run ({})", counted(report.not_run, "check"), report.why_not_run);
  }
  text += report.findings.empty() ? colours.good("; whole") + "\n"
                                  : fmt::format("; {}\n", colours.bad(counted(report.findings.size(), "finding")));
  return text + findings_text(report.findings, colours);
}

}  // namespace gaplab
