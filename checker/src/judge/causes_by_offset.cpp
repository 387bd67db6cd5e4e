#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "judge/causes.hpp"
#include "judge/named_size.hpp"

namespace gaplab {

namespace {

/// By how much every element is off; none where it is not the same for all.
std::optional<double> common_offset(const observation& o) {
  double sum = 0;
  double largest = 0;
  for (std::size_t i = 0; i < o.size(); ++i) {
    sum += o.got[i] - o.expected->values[i];
    largest = std::max(largest, std::abs(o.expected->values[i]));
  }
  const double offset = sum / static_cast<double>(o.size());
  if (!std::isfinite(offset)) return std::nullopt;
  for (std::size_t i = 0; i < o.size(); ++i) {
    const double far = std::abs(o.got[i] - o.expected->values[i] - offset);
    if (!(far <= o.tolerance * std::max(largest, std::abs(offset)))) return std::nullopt;
  }
  return offset;
}

struct named_offset {
  std::string name;
  std::function<double(const observed_call&)> value;
};

std::vector<named_offset> offsets_of(const observed_step& seen, double first) {
  const double rounded = std::round(first * 1e6) / 1e6;
  std::vector<named_offset> all = {
      {fmt::format("{:.6g}", rounded), [rounded](const observed_call&) { return rounded; }}};
  const named_size map = map_size_of(seen.calls.front(), *seen.step);
  if (map.name.empty()) return all;
  for (const double sign : {1.0, -1.0}) {
    const std::string prefix = sign < 0 ? "-" : "";
    all.push_back({fmt::format("{}1/({})", prefix, map.name), [step = seen.step, sign](const observed_call& call) {
                     return sign / map_size_of(call, *step).value;
                   }});
  }
  return all;
}

std::string offset_text(const std::string& name, bool whole) {
  if (whole && (name == "1" || name == "-1")) {
    return fmt::format("$out is one too {}: is a + 1 or a - 1 missing, or one too many?",
                       name == "1" ? "large" : "small");
  }
  if (name.find("1/") != std::string::npos) {
    return fmt::format("Every element of $out is off by {}: does its sum start at {} in the place of 0?", name,
                       name.front() == '-' ? "-1" : "1");
  }
  return fmt::format("Every element of $out is off by the same number, {}.", name);
}

bool whole_numbers(const observation& o) {
  return std::all_of(o.expected->values.begin(), o.expected->values.end(),
                     [](double value) { return value == std::floor(value); }) &&
         std::all_of(o.allowed->begin(), o.allowed->end(), [](double allowed) { return allowed == 0; });
}

}  // namespace

hypotheses offsets(const observed_step& seen, const std::string& output) {
  hypotheses all;
  const observation* first = nullptr;
  std::optional<double> offset;
  for (const observed_call& call : seen.calls) {
    const observation* o = call.find(output);
    if (o == nullptr || o->right) continue;
    first = o;
    offset = common_offset(*o);
    break;
  }
  if (!offset || *offset == 0) return all;
  const bool whole = whole_numbers(*first);
  for (const named_offset& named : offsets_of(seen, *offset)) {
    hypothesis h;
    h.cause.id = "offset";
    h.cause.equals = named.name;
    h.cause.text = offset_text(named.name, whole);
    const bool number = named.name.find('/') == std::string::npos;
    h.cost = number ? 2 : 1.5;
    h.free = number && !whole ? 1 : 0;
    h.predict = for_output(output, [value = named.value](const observed_call& call, const observation& o) {
      prediction p = right_values(o);
      for (double& element : p.value) element += value(call);
      return std::optional(p);
    });
    all.push_back(std::move(h));
  }
  return all;
}

}  // namespace gaplab
