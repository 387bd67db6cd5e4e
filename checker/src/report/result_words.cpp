#include "report/result_words.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "base/text.hpp"
#include "fixtures/describe.hpp"

namespace gaplab {

std::string verdict_words(verdict v) { return with_spaces(std::string(to_string(v))); }

std::string how_well(const step_result& result) {
  const std::string cases = counted(result.cases.size(), "case");
  if (result.worst_ratio == 0) return cases + ", exact";
  return fmt::format("{}, at most {:.2g}x of what is allowed", cases, result.worst_ratio);
}

std::string diagnosis_words(const diagnosis& d) {
  return d.text.empty() || d.confidence == confidence::strong ? d.text : "Perhaps: " + d.text;
}

bool is_finding(const step_result& result, const diagnosis& d) {
  return std::any_of(result.findings.begin(), result.findings.end(),
                     [&](const gpu_finding& f) { return f.text.name == d.id; });
}

std::string evidence_words(const step_result& result, const diagnosis& d) {
  const auto failed = static_cast<std::size_t>(
      std::count_if(result.cases.begin(), result.cases.end(), [](const case_result& c) { return !c.passed; }));
  std::string text;
  if (d.explained < d.wrong) {
    text = fmt::format("It fits {} of {}", d.explained, counted(d.wrong, "wrong case"));
  } else if (d.wrong < failed) {
    text = fmt::format("It fits all {} that are small of the {} wrong cases", d.wrong, failed);
  } else {
    text = d.wrong == 1 ? "It fits the wrong case" : fmt::format("It fits all {} wrong cases", d.wrong);
  }
  constexpr double best = 1e-7;  // an fp32 number has no more digits
  if (d.deviation > 0) text += fmt::format(", to {:.0f} digits", std::floor(-std::log10(std::max(d.deviation, best))));
  text += ".";
  return d.line > 0 ? fmt::format("{} Look at line {}.", text, d.line) : text;
}

std::string pattern_words(const step_result& result) {
  if (!result.diagnoses.empty() || result.pattern.empty()) return {};
  return fmt::format("No mistake that is known here gives these numbers. What shows: {}.", result.pattern);
}

std::string describe_case(const case_result& c) { return describe_inputs(c.shapes, c.parameters); }

std::string how_many_wrong(const comparison& c) {
  std::string text = fmt::format("{}: {} of {} wrong", c.output, c.wrong, counted(c.elements, "element"));
  if (!c.pattern.empty() && c.pattern != "all") text += ": " + c.pattern;
  if (c.unwritten > 0 && c.unwritten < c.wrong)
    text += fmt::format(", {} of them never written or only added to", c.unwritten);
  if (c.not_a_number > 0) text += fmt::format(", {} NaN", c.not_a_number);
  return text;
}

std::string worst_error(const comparison& c) {
  if (!c.worst || std::isnan(c.worst->error)) return {};
  const compared_element& worst = *c.worst;
  if (std::isinf(worst.error)) return fmt::format("the worst result is {:g}", worst.got);
  if (worst.allowed == 0) return fmt::format("the worst error is {:.3g}, where the result must be exact", worst.error);
  constexpr double rounding = 100;  // times the limit; mistakes of another kind are seldom so small
  const double ratio = worst.error / worst.allowed;
  return fmt::format("the worst error is {:.2g} times what is allowed{}", ratio,
                     ratio < rounding ? ": perhaps rounding (sum in double, divide once; docs/tolerance.md)" : "");
}

std::string number_words(double value, int digits) {
  return std::isnan(value) ? "NaN" : fmt::format("{:.{}g}", value, digits);
}

std::string axes_words(const comparison& c) {
  std::string axes;
  for (const char letter : c.axes) axes += fmt::format("{}{}", axes.empty() ? "(" : ", ", letter);
  return axes.empty() ? "element" : axes + ")";
}

}  // namespace gaplab
