#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "judge/axes.hpp"
#include "judge/causes.hpp"
#include "judge/element_order.hpp"
#include "judge/named_size.hpp"
#include "judge/oracle_answer.hpp"
#include "judge/region.hpp"

namespace gaplab {

namespace {

/// What lies beyond a tensor's ends is not known; whatever comes of it is NaN, and so not predicted.
constexpr float unknown = std::numeric_limits<float>::quiet_NaN();

/// The axes of an input, by the first call that has it.
std::string axes_of_input(const observed_step& seen, const std::string& input) {
  for (const observed_call& call : seen.calls) {
    const auto found = call.values->inputs.find(input);
    if (found != call.values->inputs.end()) return axes_of(*seen.step, input, found->second.shape.size());
  }
  return {};
}

/// Changes the values of one input. Returns false where that changes nothing.
using change = std::function<bool(tensor<float>&)>;

predictor with_input(const observed_step& seen, const std::string& input, const change& apply) {
  return [oracle = seen.oracle, input, apply](const observed_call& call) -> std::optional<predicted_call> {
    if (!call.values->inputs.contains(input)) return std::nullopt;
    fixture_case changed = *call.values;
    if (!apply(changed.inputs.at(input))) return std::nullopt;
    return answer_for(changed, *oracle);
  };
}

change read_at(const std::function<offset_list(const shape&)>& offsets) {
  return [offsets](tensor<float>& t) {
    const offset_list list = offsets(t.shape);
    if (list.empty()) return false;
    const std::vector<float> values = t.values;
    const auto size = static_cast<std::ptrdiff_t>(values.size());
    for (std::size_t i = 0; i < list.size(); ++i) {
      t.values[i] = list[i] < 0 || list[i] >= size ? unknown : values[static_cast<std::size_t>(list[i])];
    }
    return true;
  };
}

/// The offsets of one tensor computed with a size of another one: x(n, c, h, w) with y's W.
void add_foreign_sizes(hypotheses& all, const observed_step& seen, const std::string& input, const std::string& axes) {
  for (const named_shape& other : shapes_of(seen.calls.front(), *seen.step)) {
    if (other.tensor == input || other.axes.empty()) continue;
    for (std::size_t axis = 1; axis < axes.size(); ++axis) {
      const std::size_t there = other.axes.find(axes[axis]);
      if (there == std::string::npos) continue;
      const std::string size(1, static_cast<char>(std::toupper(axes[axis])));
      hypothesis h;
      h.cause.id = "wrong_stride";
      h.cause.equals = fmt::format("{0}.{2} for {1}.{2}", other.tensor, input, size);
      h.cause.text = fmt::format("{0} is read with an offset that has {1}.{2} in the place of {0}.{2}.", input,
                                 other.tensor, size);
      h.cost = 2.4;
      h.predict = [seen_step = seen.step, oracle = seen.oracle, input, axis, there,
                   name = other.tensor](const observed_call& call) -> std::optional<predicted_call> {
        if (!call.values->inputs.contains(input)) return std::nullopt;
        std::int64_t wrong = 0;
        for (const named_shape& t : shapes_of(call, *seen_step)) {
          if (t.tensor == name) wrong = t.shape[there];
        }
        fixture_case changed = *call.values;
        tensor<float>& t = changed.inputs.at(input);
        if (wrong == 0 || wrong == t.shape[axis]) return std::nullopt;
        std::vector<std::ptrdiff_t> strides = dense_strides(t.shape);
        for (std::size_t i = 0; i < axis; ++i) strides[i] = strides[i] / t.shape[axis] * wrong;
        read_at([&](const shape& s) { return offsets_with(s, strides); })(t);
        return answer_for(changed, *oracle);
      };
      all.push_back(std::move(h));
    }
  }
}

/// Every map, or every row, is summed beyond its end or from before its beginning. The element that comes in addition
/// is added to the one at the end, which is the same to a sum.
void add_overreach(hypotheses& all, const observed_step& seen, const std::string& input, const std::string& axes) {
  const auto add = [&](const std::string& equals, const std::string& what,
                       const std::function<std::ptrdiff_t(const places&, std::size_t)>& extra) {
    hypothesis h;
    h.cause.id = "read_beyond";
    h.cause.equals = equals;
    h.cause.text =
        fmt::format("Of {} {} is summed as well: does a loop run one too far, with <= in the place of <?", input, what);
    h.cost = 2.2;
    h.predict = with_input(seen, input, [axes, extra](tensor<float>& t) {
      const places p = places_of(t.shape, axes);
      const std::vector<float> values = t.values;
      const auto size = static_cast<std::ptrdiff_t>(values.size());
      bool any = false;
      for (std::size_t i = 0; i < values.size(); ++i) {
        const std::ptrdiff_t step = extra(p, i);
        if (step == 0) continue;
        const std::ptrdiff_t from = static_cast<std::ptrdiff_t>(i) + step;
        t.values[i] += from < 0 || from >= size ? unknown : values[static_cast<std::size_t>(from)];
        any = true;
      }
      return any;
    });
    all.push_back(std::move(h));
  };
  bool maps = false;
  for (std::size_t axis = 0; axis < axes.size(); ++axis) {
    if (!is_position(axes[axis])) continue;
    maps = true;
    const std::string name = axis_name(axes[axis]);
    add("the next " + name, fmt::format("one more {} than each map has, out of what follows in memory,", name),
        [axis](const places& p, std::size_t i) {
          const bool last = p.index(i, axis) + 1 == static_cast<std::size_t>(p.shape[axis]);
          return last ? static_cast<std::ptrdiff_t>(p.strides[axis]) : 0;
        });
    add("the " + name + " before",
        fmt::format("one {} before each map's first, out of what lies there in memory,", name),
        [axis](const places& p, std::size_t i) {
          return p.index(i, axis) == 0 ? -static_cast<std::ptrdiff_t>(p.strides[axis]) : 0;
        });
  }
  if (!maps) return;
  add("the next element", "the element behind each map's last",
      [](const places& p, std::size_t i) { return std::ptrdiff_t{p.positions[i] + 1 == p.map_size ? 1 : 0}; });
  add("the element before", "the element before each map's first",
      [](const places& p, std::size_t i) { return std::ptrdiff_t{p.positions[i] == 0 ? -1 : 0}; });
}

}  // namespace

hypotheses misread_inputs(const observed_step& seen) {
  hypotheses all;
  for (const std::string& input : seen.step->inputs) {
    const std::string axes = axes_of_input(seen, input);
    for (const misplacement& m : misplacements_of(axes)) {
      hypothesis h;
      h.cause.id = m.id;
      h.cause.equals = m.equals;
      h.cause.text = fmt::format("{} is read {}.", input, m.how);
      h.cost = m.cost;
      h.predict = with_input(seen, input, read_at(m.offsets));
      all.push_back(std::move(h));
    }
    add_foreign_sizes(all, seen, input, axes);
    add_overreach(all, seen, input, axes);
  }
  return all;
}

namespace {

predictor without(const observed_step& seen, const std::string& input, const std::string& axes, const region& part,
                  bool divided_by_rest) {
  return [oracle = seen.oracle, input, axes, lost = part.lost,
          divided_by_rest](const observed_call& call) -> std::optional<predicted_call> {
    const auto found = call.values->inputs.find(input);
    if (found == call.values->inputs.end()) return std::nullopt;
    const places p = places_of(found->second.shape, axes);
    if (divided_by_rest && p.map_size < 2) return std::nullopt;
    fixture_case changed = *call.values;
    std::vector<float>& values = changed.inputs.at(input).values;
    std::size_t count = 0;
    for (std::size_t i = 0; i < values.size(); ++i) {
      if (!lost(p, i)) continue;
      values[i] = 0;
      ++count;
    }
    if (count == 0 || (divided_by_rest && count == values.size())) return std::nullopt;
    std::optional<predicted_call> answer = answer_for(changed, *oracle);
    if (!answer || !divided_by_rest) return answer;
    const double rest = static_cast<double>(values.size() - count) / static_cast<double>(values.size());
    // What does not depend on the input says nothing of it.
    std::erase_if(answer->outputs, [&](const auto& output) {
      const observation* o = call.find(output.first);
      return o == nullptr || output.second.value == o->expected->values;
    });
    for (auto& [name, output] : answer->outputs) {
      for (double& value : output.value) value /= rest;
    }
    return answer;
  };
}

/// What mostly makes such a part be lost.
std::string question_about(const region& part, bool cuda) {
  if (part.id == "lost_tail") return " Do the loops, or the threads, reach the end?";
  if (part.id == "lost_start") return " Does a loop begin at 1?";
  if (part.id == "only_the_last") {
    return " Is = written in the place of +=, or the sum set to 0 in the wrong loop?";
  }
  if (part.id == "lost_threads") return " Are the partial sums of all threads added up?";
  if (part.id == "every_kth" && cuda) return " Are the partial sums of all threads added up?";
  return {};
}

std::string lost_text(const region& part, const std::string& input, bool divided_by_rest, bool cuda) {
  const std::string divided = divided_by_rest ? ", and the mean is taken over those alone" : "";
  return fmt::format("{} {}: {}{}.{}", part.kept ? "Used of" : "Left out of", input,
                     (part.kept ? "only " : "") + part.what, divided, question_about(part, cuda));
}

}  // namespace

hypotheses lost_inputs(const observed_step& seen) {
  hypotheses all;
  for (const std::string& input : seen.step->inputs) {
    const std::string axes = axes_of_input(seen, input);
    for (const region& part : regions_of(axes)) {
      for (const bool divided_by_rest : {false, true}) {
        if (divided_by_rest && !part.of_maps) continue;
        hypothesis h;
        h.cause.id = part.id;
        h.cause.equals = part.equals;
        h.cause.text = lost_text(part, input, divided_by_rest, seen.step->device == device::cuda);
        h.cost = 2;
        h.predict = without(seen, input, axes, part, divided_by_rest);
        all.push_back(std::move(h));
      }
    }
  }
  return all;
}

hypotheses mistaken_inputs(const observed_step& seen) {
  hypotheses all;
  for (const std::string& input : seen.step->inputs) {
    const auto add = [&](const std::string& id, const std::string& text, double cost, float (*make)(float)) {
      hypothesis h;
      h.cause.id = id;
      h.cause.equals = input;
      h.cause.text = text;
      h.cost = cost;
      h.predict = with_input(seen, input, [make](tensor<float>& t) {
        bool any = false;
        for (float& value : t.values) {
          const float made = make(value);
          any = any || made != value;
          value = made;
        }
        return any;
      });
      all.push_back(std::move(h));
    };
    if (seen.step->inputs.size() > 1) {
      add("input_ignored", fmt::format("$out comes out as if {} were 0: is it forgotten?", input), 1.8,
          [](float) { return 0.0F; });
      add("input_twice", fmt::format("$out comes out as if {} counted twice.", input), 2.5,
          [](float value) { return 2 * value; });
      add("input_negated", fmt::format("$out comes out as if {} had the other sign.", input), 2.5,
          [](float value) { return -value; });
      add("input_ones", fmt::format("$out comes out as if {} were 1 everywhere: is it forgotten?", input), 2.2,
          [](float) { return 1.0F; });
      add("input_complement",
          fmt::format("$out comes out as if {0} were 1 - {0}: is it taken the wrong way round?", input), 2.5,
          [](float value) { return 1 - value; });
    }
    add("absolute_values", fmt::format("$out comes out as if the absolute values of {} were taken.", input), 3,
        [](float value) { return std::abs(value); });
    add("negative_clamped", fmt::format("$out comes out as if the negative elements of {} were 0.", input), 3,
        [](float value) { return std::max(value, 0.0F); });
    add("squares", fmt::format("$out comes out as if {} were squared.", input), 3,
        [](float value) { return value * value; });
    add("truncated", fmt::format("$out comes out as if {} were cut to whole numbers: is it kept in an int?", input), 3,
        [](float value) { return std::trunc(value); });
  }
  return all;
}

}  // namespace gaplab
