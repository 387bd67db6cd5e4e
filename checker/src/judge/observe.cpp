#include "judge/observe.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "base/text.hpp"
#include "judge/axes.hpp"
#include "judge/case_pattern.hpp"
#include "judge/compare.hpp"
#include "judge/pattern.hpp"

namespace gaplab {

namespace {

/// Hypotheses are tried on small cases only, in elements of all tensors together: they say as much, and many are tried.
constexpr std::int64_t largest_looked_at = 1 << 16;
/// What rounding in fp32 makes of a wrong computation, relative to its largest element, where `allowed` says nothing:
/// in short sums, and by each element of a sum over a map.
constexpr double least_tolerance = 1e-5;
constexpr double tolerance_by_element = 1e-8;
/// Beyond this a prediction is no match, whatever is allowed.
constexpr double most_tolerance = 1e-4;

std::int64_t size_of(const fixture_case& c) {
  std::int64_t size = 0;
  for (const auto& [name, t] : c.inputs) size += element_count(t.shape);
  for (const auto& [name, t] : c.expected) size += element_count(t.shape);
  return size;
}

observation observe_output(const std::string& output, const fixture_case& values, const evaluation& limits,
                           const call_outcome& call) {
  observation o;
  o.output = output;
  o.got = call.outputs.at(output).values;
  o.expected = &values.expected.at(output);
  o.allowed = &limits.outputs.at(output).allowed;
  o.right = true;
  double largest = 0;
  double allowed = 0;
  for (std::size_t e = 0; e < o.size(); ++e) {
    o.right = o.right && o.right_at(e);
    largest = std::max(largest, std::abs(o.expected->values[e]));
    allowed = std::max(allowed, (*o.allowed)[e]);
  }
  std::int64_t summed = 1;
  for (const auto& [name, t] : values.inputs) summed = std::max(summed, element_count(t.shape));
  for (const auto& [name, t] : values.expected) summed = std::max(summed, element_count(t.shape));
  o.tolerance = std::min(most_tolerance, least_tolerance + tolerance_by_element * static_cast<double>(summed) +
                                             (largest > 0 ? 2 * allowed / largest : 0));
  return o;
}

observed_call observe_call(const step& s, const fixture_case& values, const evaluation& limits,
                           const call_outcome& call, std::size_t number) {
  observed_call seen;
  seen.values = &values;
  seen.number = number;
  seen.refused = call.state == call_state::refused;
  if (seen.refused || values.refused) return seen;
  for (const std::string& output : s.outputs) seen.outputs.push_back(observe_output(output, values, limits, call));
  return seen;
}

bool any_wrong(const observed_call& call) {
  return call.wrongly_refused_or_not() ||
         std::any_of(call.outputs.begin(), call.outputs.end(), [](const observation& o) { return !o.right; });
}

/// Results before gradients, and what a single number is made of before that number: the order in which one error
/// makes another.
std::vector<std::string> in_order(const step& s, const std::vector<fixture_case>& cases) {
  std::vector<std::string> outputs = s.outputs;
  const auto rank = [&](const std::string& output) {
    if (s.outputs.size() > 1 && output.size() > 1 && output.front() == 'd') return 2;
    for (const fixture_case& c : cases) {
      const auto found = c.expected.find(output);
      if (found != c.expected.end() && element_count(found->second.shape) > 1) return 0;
    }
    return 1;
  };
  std::stable_sort(outputs.begin(), outputs.end(),
                   [&](const std::string& a, const std::string& b) { return rank(a) < rank(b); });
  return outputs;
}

}  // namespace

observed_step observe(const step& s, const std::vector<fixture_case>& cases, const std::vector<evaluation>& limits,
                      const job_outcome& outcome, const operation_oracle& oracle) {
  observed_step seen;
  seen.step = &s;
  seen.oracle = &oracle;
  for (std::size_t i = 0; i < outcome.calls.size(); ++i) {
    const std::size_t which = outcome.calls[i].case_index;
    seen.history.push_back(observe_call(s, cases[which], limits[which], outcome.calls[i], i));
  }
  for (std::size_t i = 0; i < cases.size(); ++i) {
    const observed_call& first = seen.history[i];
    const observed_call& second = seen.history[2 * cases.size() - 1 - i];
    seen.calls.push_back(any_wrong(first) ? first : second);
  }
  const auto large = [](const observed_call& call) { return size_of(*call.values) > largest_looked_at; };
  const auto small_and_wrong = [&](const observed_call& call) { return any_wrong(call) && !large(call); };
  if (std::any_of(seen.calls.begin(), seen.calls.end(), small_and_wrong)) {
    seen.calls.erase(std::remove_if(seen.calls.begin(), seen.calls.end(), large), seen.calls.end());
  }
  // What fails is asked first, and what is small: most hypotheses end there.
  std::stable_sort(seen.calls.begin(), seen.calls.end(), [](const observed_call& a, const observed_call& b) {
    return std::pair(!any_wrong(a), size_of(*a.values)) < std::pair(!any_wrong(b), size_of(*b.values));
  });
  for (const std::string& output : in_order(s, cases)) {
    if (seen.wrong_calls(output) > 0) seen.outputs.push_back(output);
  }
  return seen;
}

namespace {

/// Of the first wrong call.
std::string describe_elements(const observation& o, const std::string& axes) {
  std::vector<std::size_t> wrong;
  std::size_t unwritten = 0;
  for (std::size_t i = 0; i < o.size(); ++i) {
    if (o.right_at(i)) continue;
    wrong.push_back(i);
    if (never_written(o.got[i])) ++unwritten;
  }
  return describe_pattern(wrong, o.expected->shape, unwritten, axes);
}

}  // namespace

std::string describe_wrong(const observed_step& seen, const std::string& output) {
  std::vector<const observed_call*> wrong;
  std::vector<const observed_call*> right;
  const observation* first = nullptr;
  bool whole = true;
  for (const observed_call& call : seen.calls) {
    (call.wrong(output) ? wrong : right).push_back(&call);
    const observation* o = call.find(output);
    if (o == nullptr || o->right) continue;
    if (first == nullptr) first = o;
    for (std::size_t i = 0; whole && i < o->size(); ++i) whole = !o->right_at(i);
  }
  std::string text = output + " is wrong";
  const bool one_number = first != nullptr && first->size() == 1;
  if (first != nullptr && whole && !one_number) text = "every element of " + output + " is wrong";
  text += fmt::format(" in {} of {}", wrong.size(), counted(wrong.size() + right.size(), "case"));
  if (const std::string where = what_divides(wrong, right, *seen.step); !where.empty()) {
    text += fmt::format(", wherever {}", where);
  }
  if (first == nullptr || whole) return text;
  const std::string elements = describe_elements(*first, axes_of(*seen.step, output, first->expected->shape.size()));
  for (const observed_call* call : wrong) {
    if (!elements.empty() && call->find(output) == first) {
      text += fmt::format("; in case {} {}", call->values->name, elements);
    }
  }
  return text;
}

}  // namespace gaplab
