#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <numeric>

#include "base/text.hpp"
#include "judge/axes.hpp"
#include "judge/causes.hpp"
#include "judge/compare.hpp"
#include "judge/element_order.hpp"
#include "judge/named_size.hpp"
#include "judge/region.hpp"

namespace gaplab {

namespace {

std::string axes_of_output(const observed_step& seen, const std::string& output) {
  for (const observed_call& call : seen.calls) {
    if (const observation* o = call.find(output)) return axes_of(*seen.step, output, o->expected->shape.size());
  }
  return {};
}

/// The right values written at other offsets. What is written nowhere holds what it held before, and of two values for
/// one place either may remain.
prediction written_at(const observation& o, const offset_list& offsets) {
  prediction p{std::vector<double>(o.size()), std::vector<std::vector<double>>(o.size()),
               std::vector<foretold>(o.size(), foretold::untouched)};
  const auto size = static_cast<std::ptrdiff_t>(o.size());
  for (std::size_t i = 0; i < offsets.size(); ++i) {
    if (offsets[i] < 0 || offsets[i] >= size) continue;
    const auto at = static_cast<std::size_t>(offsets[i]);
    if (p.kind[at] == foretold::value) p.others[at].push_back(p.value[at]);
    p.kind[at] = foretold::value;
    p.value[at] = o.expected->values[i];
  }
  return p;
}

/// Each element holds the value that belongs elsewhere.
prediction taken_from(const observation& o, const offset_list& offsets) {
  prediction p{std::vector<double>(o.size()), {}, std::vector<foretold>(o.size(), foretold::anything)};
  const auto size = static_cast<std::ptrdiff_t>(o.size());
  for (std::size_t i = 0; i < offsets.size(); ++i) {
    if (offsets[i] < 0 || offsets[i] >= size) continue;
    p.kind[i] = foretold::value;
    p.value[i] = o.expected->values[static_cast<std::size_t>(offsets[i])];
  }
  return p;
}

}  // namespace

hypotheses miswritten_outputs(const observed_step& seen, const std::string& output) {
  hypotheses all;
  const std::string axes = axes_of_output(seen, output);
  const auto add = [&](const misplacement& m, const std::string& text, double cost,
                       prediction (*make)(const observation&, const offset_list&)) {
    hypothesis h;
    h.cause.id = m.id;
    h.cause.equals = m.equals;
    h.cause.text = text;
    h.cost = cost;
    h.predict = for_output(
        output, [offsets = m.offsets, make](const observed_call&, const observation& o) -> std::optional<prediction> {
          const offset_list list = offsets(o.expected->shape);
          if (list.empty()) return std::nullopt;
          return make(o, list);
        });
    all.push_back(std::move(h));
  };
  for (const misplacement& m : misplacements_of(axes)) {
    add(m, fmt::format("The values of $out are right, but written {}.", m.how), m.cost + 0.1, written_at);
    add(m, fmt::format("Elements of $out hold values that belong elsewhere: they are taken {}.", m.how), m.cost + 0.2,
        taken_from);
  }
  return all;
}

namespace {

/// What is never written: it holds what was there before, or the zeros that the function began with.
predictor unwritten(const std::string& output, const std::string& axes, const region& part, bool zeroed) {
  return for_output(
      output,
      [axes, lost = part.lost, zeroed](const observed_call&, const observation& o) -> std::optional<prediction> {
        const places where = places_of(o.expected->shape, axes);
        prediction p = right_values(o);
        p.kind.assign(o.size(), foretold::value);
        bool any = false;
        for (std::size_t i = 0; i < o.size(); ++i) {
          if (!lost(where, i)) continue;
          any = true;
          p.value[i] = 0;
          if (!zeroed) p.kind[i] = foretold::untouched;
        }
        return any ? std::optional(p) : std::nullopt;
      });
}

void add_unwritten(hypotheses& all, const std::string& output, const std::string& axes, const region& part) {
  for (const bool zeroed : {false, true}) {
    hypothesis h;
    h.cause.id = part.id;
    h.cause.equals = part.equals;
    const std::string rest = zeroed ? "0" : "as it was before the call, not written or only added to";
    h.cause.text = part.kept ? fmt::format("Right in $out: only {}. The rest is {}.", part.what, rest)
                             : fmt::format("Wrong in $out: {}. It is {}.", part.what, rest);
    h.cost = 1.6;
    h.predict = unwritten(output, axes, part, zeroed);
    all.push_back(std::move(h));
  }
}

/// How many elements at the beginning are right, if what follows was never written, or is 0.
std::optional<std::size_t> right_prefix(const observation& o, bool zeroed) {
  std::size_t k = 0;
  while (k < o.size() && o.right_at(k)) ++k;
  for (std::size_t i = k; i < o.size(); ++i) {
    if (zeroed ? o.got[i] != 0 : !never_written(o.got[i])) return std::nullopt;
  }
  return k;
}

/// A number of elements that may be written at the beginning: by name, or as whole blocks of threads.
struct prefix_length {
  std::string name;
  std::string text;
  std::function<double(const observed_call&, const observation&)> elements;
  double cost = 1.5;
};

std::vector<prefix_length> prefix_lengths(const observed_step& seen, std::size_t first_length) {
  std::vector<prefix_length> all;
  const auto leading = [](std::size_t axes) {
    return [axes](const observed_call&, const observation& o) {
      const shape& s = o.expected->shape;
      if (s.size() < 2) return std::nan("");
      double size = 1;
      for (std::size_t i = axes; i < s.size(); ++i) size *= static_cast<double>(s[i]);
      return size;
    };
  };
  all.push_back({"the first batch element", "the first batch element", leading(1)});
  all.push_back({"the first map", "the first map", leading(2)});
  all.push_back(
      {fmt::format("{}", first_length), fmt::format("the first {}", first_length),
       [first_length](const observed_call&, const observation&) { return static_cast<double>(first_length); }});
  for (const std::size_t block : {1024U, 512U, 256U, 128U, 64U, 32U, 16U, 8U, 4U, 2U}) {
    all.push_back({fmt::format("whole blocks of {}", block), fmt::format("whole blocks of {}", block),
                   [block](const observed_call&, const observation& o) {
                     return static_cast<double>(o.size() - o.size() % block);
                   }});
  }
  for (const named_size& size : sizes_of(seen.calls.front(), *seen.step)) {
    for (const std::size_t block : {1U, 32U, 64U, 128U, 256U, 512U, 1024U}) {
      const std::string rounded = block == 1 ? "" : fmt::format(", rounded up to whole blocks of {}", block);
      all.push_back({size.name, fmt::format("{}{}", size.name, rounded),
                     [step = seen.step, name = size.name, block](const observed_call& call, const observation&) {
                       const double count = size_named(sizes_of(call, *step), name);
                       const auto threads = static_cast<double>(block);
                       return std::ceil(count / threads) * threads;
                     },
                     block == 1 ? 1.7 : 2.6});
    }
  }
  return all;
}

predictor prefix_of(const std::string& output, bool zeroed,
                    const std::function<double(const observed_call&, const observation&)>& elements) {
  return for_output(output, [=](const observed_call& call, const observation& o) -> std::optional<prediction> {
    const double length = elements(call, o);
    if (!(length < static_cast<double>(o.size()))) return std::nullopt;
    prediction p = right_values(o);
    p.kind.assign(o.size(), foretold::value);
    for (auto i = static_cast<std::size_t>(length); i < o.size(); ++i) {
      p.value[i] = 0;
      if (!zeroed) p.kind[i] = foretold::untouched;
    }
    return p;
  });
}

void add_prefixes(hypotheses& all, const observed_step& seen, const std::string& output, bool zeroed) {
  std::optional<std::size_t> first;
  for (const observed_call& call : seen.calls) {
    const observation* o = call.find(output);
    if (o == nullptr || o->right) continue;
    const auto length = right_prefix(*o, zeroed);
    if (length && *length > 0) first = length;
    if (first) break;
  }
  if (!first) return;
  const std::string rest =
      zeroed ? "The rest is 0." : "The rest is as it was before the call, not written or only added to.";
  const auto add = [&](const std::string& equals, const std::string& text, double cost,
                       const std::function<double(const observed_call&, const observation&)>& elements) {
    hypothesis h;
    h.cause.id = "only_a_prefix";
    h.cause.equals = equals;
    h.cause.text = text;
    h.cost = cost;
    h.predict = prefix_of(output, zeroed, elements);
    all.push_back(std::move(h));
  };
  for (const prefix_length& length : prefix_lengths(seen, *first)) {
    add(length.name,
        fmt::format("Only the first elements of $out are right: {}. {} Do the loops, or the threads, reach the end?",
                    length.text, rest),
        length.cost, length.elements);
  }
  add("", fmt::format("$out is right at its beginning, and not written from some element on. {}", rest), 3,
      [zeroed](const observed_call&, const observation& o) {
        const auto length = right_prefix(o, zeroed);
        return length ? static_cast<double>(*length) : std::nan("");
      });
}

}  // namespace

hypotheses unwritten_outputs(const observed_step& seen, const std::string& output) {
  hypotheses all;
  hypothesis never;
  never.cause.id = "never_written";
  never.cause.text =
      "$out holds what it held before the call. Either nothing is written to it, or it is only added to: outputs hold "
      "NaN before the call, and NaN plus anything is NaN.";
  never.cost = 0;
  never.predict = for_output(output, [](const observed_call&, const observation& o) {
    return std::optional(
        prediction{std::vector<double>(o.size()), {}, std::vector<foretold>(o.size(), foretold::untouched)});
  });
  all.push_back(std::move(never));
  hypothesis gaps;
  gaps.cause.id = "never_zeroed";
  gaps.cause.text =
      "Elements of $out that should be 0 hold what they held before the call: is $out set to 0 first, all of it?";
  gaps.cost = 1.5;
  gaps.predict = for_output(output, [](const observed_call&, const observation& o) {
    prediction p = right_values(o);
    p.kind.assign(o.size(), foretold::value);
    for (std::size_t i = 0; i < o.size(); ++i) {
      // Where all that is added is 0 by chance, 0 may be written.
      if (p.value[i] == 0 && o.got[i] != 0) p.kind[i] = foretold::untouched;
    }
    return std::optional(p);
  });
  all.push_back(std::move(gaps));
  const std::string axes = axes_of_output(seen, output);
  for (const region& part : regions_of(axes)) add_unwritten(all, output, axes, part);
  add_prefixes(all, seen, output, false);
  add_prefixes(all, seen, output, true);
  return all;
}

namespace {

/// Sums that run on: along one axis, or from element to element until `within` of them are through.
std::vector<double> running(const observation& o, std::size_t stride, std::size_t length) {
  std::vector<double> values = o.expected->values;
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (i / stride % length > 0) values[i] += values[i - stride];
  }
  return values;
}

/// How many elements there are for each index of the axis before this one.
std::size_t elements_from(const observation& o, std::size_t axis) {
  const shape& s = o.expected->shape;
  return static_cast<std::size_t>(
      std::accumulate(s.begin() + static_cast<std::ptrdiff_t>(axis), s.end(), std::int64_t{1}, std::multiplies<>()));
}

/// Each element as the sum or the mean of all that lie along the axis.
std::vector<double> summed_over(const observation& o, std::size_t axis, bool mean) {
  const shape& s = o.expected->shape;
  const auto stride = static_cast<std::size_t>(dense_strides(s)[axis]);
  const auto length = static_cast<std::size_t>(s[axis]);
  std::vector<double> values = o.expected->values;
  for (std::size_t i = 0; i < values.size(); ++i) {
    const std::size_t first = i - i / stride % length * stride;
    double sum = 0;
    for (std::size_t k = 0; k < length; ++k) sum += o.expected->values[first + k * stride];
    values[i] = mean ? sum / static_cast<double>(length) : sum;
  }
  return values;
}

}  // namespace

hypotheses running_sums(const observed_step& seen, const std::string& output) {
  hypotheses all;
  const std::string axes = axes_of_output(seen, output);
  const auto add = [&](const std::string& id, const std::string& equals, const std::string& text, double cost,
                       const std::function<std::optional<std::vector<double>>(const observation&)>& make) {
    hypothesis h;
    h.cause.id = id;
    h.cause.equals = equals;
    h.cause.text = text;
    h.cost = cost;
    h.predict = for_output(output, [make](const observed_call&, const observation& o) -> std::optional<prediction> {
      auto values = make(o);
      return values ? std::optional(prediction{std::move(*values)}) : std::nullopt;
    });
    all.push_back(std::move(h));
  };
  const char* reset = "is it set back to 0 in the right loop?";
  add("not_reset", "", fmt::format("Each element of $out is the sum of all up to it: a sum runs on; {}", reset), 2,
      [](const observation& o) { return std::optional(running(o, 1, o.size())); });
  for (std::size_t axis = 0; axis < axes.size(); ++axis) {
    const std::string name = axis_name(axes[axis]);
    add("not_reset", name,
        fmt::format("Each element of $out is the sum of those of all {} up to it: a sum runs on from one {} to the "
                    "next; {}",
                    plural(name), name, reset),
        2, [axis](const observation& o) -> std::optional<std::vector<double>> {
          const shape& s = o.expected->shape;
          if (s[axis] == 1) return std::nullopt;
          return running(o, static_cast<std::size_t>(dense_strides(s)[axis]), static_cast<std::size_t>(s[axis]));
        });
    if (axis > 0) {
      add("not_reset", name,
          fmt::format("Within each {0} the elements of $out are sums of all up to them: a sum runs on; {1}",
                      axis_name(axes[axis - 1]), reset),
          2.1, [axis](const observation& o) { return std::optional(running(o, 1, elements_from(o, axis))); });
    }
    for (const bool mean : {false, true}) {
      add("summed_over", static_cast<char>(std::toupper(axes[axis])) + std::string(),
          fmt::format("Every {} of $out is the {} of all {}: {} is {} over, too.", name, mean ? "mean" : "sum",
                      plural(name), static_cast<char>(std::toupper(axes[axis])), mean ? "averaged" : "summed"),
          mean ? 2.2 : 2.3, [axis, mean](const observation& o) -> std::optional<std::vector<double>> {
            const shape& s = o.expected->shape;
            return s[axis] == 1 ? std::nullopt : std::optional(summed_over(o, axis, mean));
          });
    }
  }
  return all;
}

hypotheses swapped_outputs(const observed_step& seen) {
  hypotheses all;
  for (std::size_t a = 0; a < seen.outputs.size(); ++a) {
    for (std::size_t b = a + 1; b < seen.outputs.size(); ++b) {
      const std::string& one = seen.outputs[a];
      const std::string& other = seen.outputs[b];
      hypothesis h;
      h.cause.id = "outputs_swapped";
      h.cause.equals = fmt::format("{} {}", one, other);
      h.cause.text = fmt::format("{} and {} have each other's values.", one, other);
      h.cost = 1;
      h.predict = [one, other](const observed_call& call) -> std::optional<predicted_call> {
        const observation* o = call.find(one);
        const observation* p = call.find(other);
        if (o == nullptr || p == nullptr || o->expected->shape != p->expected->shape) return std::nullopt;
        predicted_call swapped;
        swapped.outputs.emplace(one, right_values(*p));
        swapped.outputs.emplace(other, right_values(*o));
        return swapped;
      };
      all.push_back(std::move(h));
    }
  }
  return all;
}

hypotheses changed_outputs(const std::string& output) {
  hypotheses all;
  const auto add = [&](const std::string& id, const std::string& text, double (*make)(double)) {
    hypothesis h;
    h.cause.id = id;
    h.cause.text = text;
    h.cost = 2.5;
    h.predict = for_output(output, [make](const observed_call&, const observation& o) {
      prediction p = right_values(o);
      for (double& value : p.value) value = make(value);
      return std::optional(p);
    });
    all.push_back(std::move(h));
  };
  add("truncated", "$out is cut to whole numbers: is it kept in an int, or divided by one?",
      [](double value) { return std::trunc(value); });
  add("truncated", "$out is rounded to whole numbers.", [](double value) { return std::round(value); });
  add("truncated", "$out is rounded down to whole numbers.", [](double value) { return std::floor(value); });
  add("absolute_values", "$out has the absolute values of the right ones.",
      [](double value) { return std::abs(value); });
  add("negative_clamped", "$out is 0 where it should be negative.", [](double value) { return std::max(value, 0.0); });
  add("squares", "$out has the squares of the right values.", [](double value) { return value * value; });
  add("inverses", "$out has the inverses of the right values.", [](double value) { return 1 / value; });
  return all;
}

}  // namespace gaplab
