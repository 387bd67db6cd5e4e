#include "report/debug_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>

#include "base/text.hpp"
#include "compile/toolchain.hpp"
#include "fixtures/describe.hpp"
#include "report/result_words.hpp"
#include "report/terminal.hpp"

namespace gaplab {

namespace {

std::string indented(const std::string& text) {
  std::string lines;
  for (const std::string& line : wrapped(text, text_width - 2)) lines += "  " + line + "\n";
  return lines;
}

std::string wrong_elements(const comparison& c) {
  if (c.wrong == 0) return fmt::format("{} is right", c.output);
  return fmt::format("{}: {} of {} wrong, the first at {}", c.output, c.wrong, counted(c.elements, "element"),
                     to_string(c.first.front().index));
}

/// What is wrong with this case, where the check came that far.
std::string state_of_case(const step_result& checked, const fixture_case& c) {
  std::string text;
  for (const case_result& judged : checked.cases) {
    if (judged.name != c.name) continue;
    if (judged.passed) text += "  It is right.\n";
    for (const std::string& problem : judged.problems) text += indented(problem);
    for (const comparison& compared : judged.comparisons) {
      if (!judged.passed) text += indented(wrong_elements(compared));
    }
  }
  return text;
}

}  // namespace

std::string debug_text(const step_result& checked, const fixture_case& c, const std::string& debugger,
                       const palette& colours) {
  const step& s = checked.step;
  std::map<std::string, shape> shapes;
  for (const std::string& name : s.inputs) {
    const auto found = c.inputs.find(name);
    if (found != c.inputs.end()) shapes[name] = found->second.shape;
  }
  const std::string inputs = describe_inputs(shapes, c.parameters);
  std::string text = step_line(checked, colours);
  text += fmt::format("  case {}{}{}\n", colours.bold(c.name), inputs.empty() ? "" : ": ", inputs);
  if (c.refused) text += "  These arguments are to be refused.\n";
  text += state_of_case(checked, c);
  if (!checked.passed() && !checked.diagnoses.empty()) text += indented(diagnosis_words(checked.diagnoses.front()));

  const auto row = [&](const std::string& command, std::string_view meaning) {
    text += fmt::format("  {} {}\n", colours.bold(fmt::format("{:<28}", command)), meaning);
  };
  text += fmt::format("\n{} stops in {}, which is called twice with this case. Worth knowing:\n", debugger, s.function);
  row("next", "goes on to the next line; step goes into a function");
  if (shapes.empty()) {
    row("info locals", "shows the variables; print one of them");
  } else {
    const auto& [name, sizes] = *std::max_element(
        shapes.begin(), shapes.end(), [](const auto& a, const auto& b) { return a.second.size() < b.second.size(); });
    row(fmt::format("print $at({}, 0{})", name, sizes.size() > 2 ? ", 0" : ""),
        "shows a part of it; with all indices one element");
  }
  if (s.device == device::cuda) {
    row(fmt::format("break {}:LINE", std::filesystem::path(checked.student_file).filename().string()),
        "stops in a kernel; there print threadIdx, and blockIdx");
  } else {
    row("continue", "runs on, to the second call or to where it crashes");
  }
  return text + "quit ends it; docs/watch-and-debug.md has more.\n\n";
}

}  // namespace gaplab
