#include "judge/pattern.hpp"
#include "base/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "judge/axes.hpp"

namespace gaplab {

namespace {

/// NaN plus anything is the same NaN, so these two cannot be told apart.
constexpr std::string_view untouched = "never written, or only added to (outputs hold NaN before the call)";

std::string ordinal(std::size_t n) {
  const std::size_t tens = n % 100;
  const char* ending = tens >= 11 && tens <= 13 ? "th"
                       : n % 10 == 1            ? "st"
                       : n % 10 == 2            ? "nd"
                       : n % 10 == 3            ? "rd"
                                                : "th";
  return fmt::format("{}{}", n, ending);
}

/// The common difference of ascending numbers, or 0.
std::size_t common_step(const std::vector<std::size_t>& numbers) {
  if (numbers.size() < 2) return 0;
  const std::size_t step = numbers[1] - numbers[0];
  for (std::size_t i = 1; i < numbers.size(); ++i) {
    if (numbers[i] - numbers[i - 1] != step) return 0;
  }
  return step;
}

/// Some of the indices 0 ... size-1 of one axis; empty where they have no simple description.
std::string describe_axis(const std::set<std::size_t>& indices, std::size_t size, const std::string& name) {
  const std::vector<std::size_t> list(indices.begin(), indices.end());
  if (list.size() == 1) {
    if (list[0] + 1 == size) return fmt::format("the last {} ({})", name, list[0]);
    return list[0] == 0 ? fmt::format("the first {}", name) : fmt::format("{} {}", name, list[0]);
  }
  if (list.size() == 2 && list[0] == 0 && list[1] + 1 == size && size > 2)
    return fmt::format("the first and the last {}", name);
  const std::size_t step = common_step(list);
  if (step == 1 && list.back() + 1 == size) return fmt::format("{} from {} on", plural(name), list[0]);
  if (step == 1) return fmt::format("{} {} to {}", plural(name), list[0], list.back());
  if (step > 1) return fmt::format("every {} {} from {} on", ordinal(step), name, list[0]);
  return {};
}

/// A description by axes, exact only if the wrong elements are all combinations of some indices of each axis.
std::string describe_box(const std::vector<std::size_t>& wrong, const shape& s, const std::string& axes) {
  std::vector<std::set<std::size_t>> indices(s.size());
  for (std::size_t element : wrong) {
    for (std::size_t axis = s.size(); axis-- > 0;) {
      const auto size = static_cast<std::size_t>(s[axis]);
      indices[axis].insert(element % size);
      element /= size;
    }
  }
  std::size_t combinations = 1;
  for (const auto& set : indices) combinations *= set.size();
  if (combinations != wrong.size()) return {};
  std::string text;
  for (std::size_t axis = 0; axis < s.size(); ++axis) {
    const auto size = static_cast<std::size_t>(s[axis]);
    if (indices[axis].size() == size) continue;
    const std::string part = describe_axis(indices[axis], size, axes.empty() ? "element" : axis_name(axes[axis]));
    if (part.empty()) return {};
    text += (text.empty() ? "" : ", ") + part;
  }
  return text;
}

}  // namespace

std::string describe_pattern(const std::vector<std::size_t>& wrong, const shape& s, std::size_t unwritten,
                             const std::string& axes) {
  const auto elements = static_cast<std::size_t>(element_count(s));
  if (wrong.empty() || elements < 2) return std::string(unwritten > 0 ? untouched : "");
  const std::string suffix = unwritten == wrong.size() ? fmt::format(", {}", untouched) : "";
  if (wrong.size() == elements) return unwritten == elements ? std::string(untouched) : "all";
  // One element alone is no pattern: the list of elements says it better.
  if (wrong.size() == 1) return std::string(unwritten == 1 ? untouched : "");
  if (const std::string box = describe_box(wrong, s, axes); !box.empty()) return "only " + box + suffix;
  const std::size_t step = common_step(wrong);
  if (step == 1 && wrong.back() + 1 == elements) return fmt::format("a tail, from element {} on{}", wrong[0], suffix);
  if (step == 1) return fmt::format("only elements {} to {}{}", wrong[0], wrong.back(), suffix);
  if (step > 1) return fmt::format("every {} element from {} on{}", ordinal(step), wrong[0], suffix);
  return std::string(unwritten == wrong.size() ? untouched : "");
}

}  // namespace gaplab
