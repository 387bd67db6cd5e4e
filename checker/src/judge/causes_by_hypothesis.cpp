#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "judge/axes.hpp"
#include "judge/causes.hpp"
#include "judge/map_tail.hpp"
#include "judge/prediction.hpp"

namespace gaplab {

namespace {

/// The oracle's answer for other inputs.
std::optional<reference> answer_for(const observation& o, const fixture_case& changed, const operation_oracle& oracle) {
  const evaluation e = oracle.evaluate(changed, unit_roundoff_fp32);
  const auto found = e.outputs.find(o.output);
  return found == e.outputs.end() ? std::nullopt : std::optional<reference>(found->second);
}

/// For each element in the order of `axes` the offset that it would have in the order of `other`.
std::vector<std::size_t> offsets_in(const shape& s, const std::string& axes, const std::string& other) {
  std::vector<std::size_t> strides(s.size());
  std::size_t stride = 1;
  for (std::size_t i = other.size(); i-- > 0;) {
    const std::size_t axis = axes.find(other[i]);
    strides[axis] = stride;
    stride *= static_cast<std::size_t>(s[axis]);
  }
  std::vector<std::size_t> offsets(stride);
  for (std::size_t element = 0; element < offsets.size(); ++element) {
    std::size_t rest = element;
    for (std::size_t axis = s.size(); axis-- > 0;) {
      const auto size = static_cast<std::size_t>(s[axis]);
      offsets[element] += rest % size * strides[axis];
      rest /= size;
    }
  }
  return offsets;
}

/// How the letters would stand under the mistake; empty if a tensor does not have these axes.
using reordering = std::function<std::string(const std::string& axes)>;

/// An input's data taken for data in another order of dimensions.
predictor read_in_order(const std::string& input, const reordering& order, const operation_oracle& oracle) {
  return [=, &oracle](const observation& o) -> std::optional<reference> {
    const auto found = o.values->inputs.find(input);
    if (found == o.values->inputs.end()) return std::nullopt;
    const std::string axes = axes_of(*o.step, input, found->second.shape.size());
    const std::string other = order(axes);
    if (other.empty()) return std::nullopt;
    fixture_case changed = *o.values;
    tensor<float>& values = changed.inputs.at(input);
    const std::vector<std::size_t> offsets = offsets_in(values.shape, axes, other);
    for (std::size_t i = 0; i < offsets.size(); ++i) values.values[i] = found->second.values[offsets[i]];
    return answer_for(o, changed, oracle);
  };
}

/// The right output, written in another order of dimensions.
predictor written_in_order(const reordering& order) {
  return [=](const observation& o) -> std::optional<reference> {
    const std::string axes = axes_of(*o.step, o.output, o.expected->shape.size());
    const std::string other = order(axes);
    if (other.empty()) return std::nullopt;
    reference r{o.expected->shape, o.expected->values, {}};
    const std::vector<std::size_t> offsets = offsets_in(o.expected->shape, axes, other);
    for (std::size_t i = 0; i < offsets.size(); ++i) r.value[offsets[i]] = o.expected->values[i];
    return r;
  };
}

reordering exchange(char a, char b) {
  return [a, b](std::string axes) -> std::string {
    const std::size_t at_a = axes.find(a);
    const std::size_t at_b = axes.find(b);
    if (at_a == std::string::npos || at_b == std::string::npos) return {};
    std::swap(axes[at_a], axes[at_b]);
    return axes;
  };
}

/// Channels last taken for channels first, or the reverse.
std::string other_layout(const std::string& axes) {
  if (axes.size() < 3 || axes.front() != 'n') return {};
  const std::string positions = axes[1] == 'c' ? axes.substr(2) : axes.substr(1, axes.size() - 2);
  if (axes[1] == 'c') return "n" + positions + "c";
  return axes.back() == 'c' ? "nc" + positions : "";
}

/// Each sum without the tail of its map, divided by the whole map's size or by what is left of it.
predictor without_tail(const std::string& input, const map_tail& tail, bool divided_by_rest,
                       const operation_oracle& oracle) {
  return [=, &oracle](const observation& o) -> std::optional<reference> {
    const auto found = o.values->inputs.find(input);
    if (found == o.values->inputs.end()) return std::nullopt;
    const shape& s = found->second.shape;
    const map_positions positions = positions_of(s, axes_of(*o.step, input, s.size()));
    if (positions.size < 2) return std::nullopt;
    fixture_case changed = *o.values;
    std::vector<float>& values = changed.inputs.at(input).values;
    std::size_t lost = 0;
    for (std::size_t i = 0; i < values.size(); ++i) {
      if (!tail.lost(positions.of[i], positions)) continue;
      values[i] = 0;
      ++lost;
    }
    if (lost == 0) return std::nullopt;
    auto answer = answer_for(o, changed, oracle);
    if (!answer || !divided_by_rest) return answer;
    if (lost == values.size()) return std::nullopt;
    const double rest = static_cast<double>(values.size() - lost) / static_cast<double>(values.size());
    for (double& value : answer->value) value /= rest;
    return answer;
  };
}

std::string upper(char letter) { return {static_cast<char>(std::toupper(letter))}; }

}  // namespace

std::vector<diagnosis> causes_by_hypothesis(const observations& seen, const operation_oracle& oracle) {
  std::vector<diagnosis> found;
  const step& s = *seen.front().step;
  const std::string& output = seen.front().output;
  const auto consider = [&](const diagnosis& d, const predictor& predict) {
    found.push_back(counted_prediction(d, seen, predict));
  };
  for (const std::string& input : s.inputs) {
    consider({"layout_misread", "",
              fmt::format("{0} is read in the wrong layout: channels last (N, H, W, C) and channels first (N, C, H, W) "
                          "are taken for one another.",
                          input)},
             read_in_order(input, other_layout, oracle));
  }
  consider({"layout_misread", "",
            fmt::format("The values of {} are right, but written in the wrong layout: channels last and channels first "
                        "are taken for one another.",
                        output)},
           written_in_order(other_layout));
  for (const std::string& input : s.inputs) {
    for (const map_tail& tail : map_tails()) {
      for (const bool divided_by_rest : {false, true}) {
        consider({"lost_tail", tail.name,
                  fmt::format("Each sum over a map of {} lacks {}{}.", input, tail.what,
                              divided_by_rest ? ", and is divided by the number of those that are left" : "")},
                 without_tail(input, tail, divided_by_rest, oracle));
      }
    }
  }
  const std::string letters = "ncdhwl";
  for (std::size_t i = 0; i < letters.size(); ++i) {
    for (std::size_t j = i + 1; j < letters.size(); ++j) {
      const std::string pair = fmt::format("{} {}", upper(letters[i]), upper(letters[j]));
      const std::string both = fmt::format("{} and {}", upper(letters[i]), upper(letters[j]));
      const reordering order = exchange(letters[i], letters[j]);
      for (const std::string& input : s.inputs) {
        consider({"axes_swapped", pair,
                  fmt::format("{} is read as if {} stood in each other's place in the offset.", input, both)},
                 read_in_order(input, order, oracle));
      }
      consider({"axes_swapped", pair,
                fmt::format("The values of {} are right, but written as if {} stood in each other's place in the "
                            "offset.",
                            output, both)},
               written_in_order(order));
    }
  }
  return found;
}

}  // namespace gaplab
