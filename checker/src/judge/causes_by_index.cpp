#include <fmt/format.h>

#include <cmath>
#include <map>

#include "judge/axes.hpp"
#include "judge/causes.hpp"
#include "judge/named_size.hpp"
#include "judge/region.hpp"

namespace gaplab {

namespace {

/// For each map of the output its one value, in the order of the maps; none where maps are not constant.
std::optional<std::vector<double>> value_of_each_map(const observation& o, const std::string& axes) {
  const places p = places_of(o.expected->shape, axes);
  if (p.map_size < 2) return std::nullopt;
  std::vector<double> values(p.size() / p.map_size, std::nan(""));
  for (std::size_t i = 0; i < p.size(); ++i) {
    std::size_t map = 0;
    for (std::size_t axis = 0; axis < axes.size(); ++axis) {
      if (!is_position(axes[axis])) map = map * static_cast<std::size_t>(p.shape[axis]) + p.index(i, axis);
    }
    if (p.positions[i] == 0) values[map] = o.expected->values[i];
    if (!(o.expected->values[i] == values[map])) return std::nullopt;
  }
  return values;
}

/// A wrong way to find an element's map: i / size, i % size, or its map and its indices within it added up, as an
/// offset does that has strides of 1 for dimensions of size 1.
struct index_rule {
  enum class kind { quotient, remainder, with_positions };
  std::string name;
  std::string size;
  kind how;
};

/// What the indices of an element within its map add up to.
std::size_t sum_of_positions(const places& p, std::size_t element) {
  std::size_t sum = 0;
  for (std::size_t axis = 0; axis < p.axes.size(); ++axis) {
    if (is_position(p.axes[axis])) sum += p.index(element, axis);
  }
  return sum;
}

/// The map that the rule finds for an element.
std::size_t map_by(index_rule::kind how, std::size_t element, std::size_t size, const places& p) {
  switch (how) {
    case index_rule::kind::quotient: return element / size;
    case index_rule::kind::remainder: return element % size;
    case index_rule::kind::with_positions: break;
  }
  return element / p.map_size + sum_of_positions(p, element);
}

}  // namespace

hypotheses wrong_broadcasts(const observed_step& seen, const std::string& output) {
  hypotheses all;
  std::vector<index_rule> rules;
  for (const named_size& size : sizes_of(seen.calls.front(), *seen.step)) {
    const std::string text = size.name.find('*') == std::string::npos ? size.name : "(" + size.name + ")";
    rules.push_back({"i / " + text, size.name, index_rule::kind::quotient});
    rules.push_back({"i % " + text, size.name, index_rule::kind::remainder});
  }
  rules.push_back({"(n, c, h, w)", "N", index_rule::kind::with_positions});
  for (const index_rule& rule : rules) {
    hypothesis h;
    h.cause.id = "wrong_index";
    h.cause.equals = rule.name;
    h.cause.text =
        rule.how == index_rule::kind::with_positions
            ? "The input is read at (n, c, h, w), where it has one element for each map: at (n, c, 0, 0)."
            : fmt::format(
                  "Element i of $out has the value of element {} of the input, and should have that of its own map.",
                  rule.name);
    h.cost = 2.4;
    h.predict = for_output(
        output,
        [step = seen.step, output, rule](const observed_call& call, const observation& o) -> std::optional<prediction> {
          const std::string axes = axes_of(*step, output, o.expected->shape.size());
          const auto values = value_of_each_map(o, axes);
          const double size = size_named(sizes_of(call, *step), rule.size);
          if (!values || !(size >= 1)) return std::nullopt;
          prediction p{std::vector<double>(o.size()), {}, std::vector<foretold>(o.size(), foretold::anything)};
          const auto whole = static_cast<std::size_t>(size);
          const places where = places_of(o.expected->shape, axes);
          for (std::size_t i = 0; i < o.size(); ++i) {
            const std::size_t map = map_by(rule.how, i, whole, where);
            if (map >= values->size()) continue;
            p.kind[i] = foretold::value;
            p.value[i] = (*values)[map];
          }
          return p;
        });
    all.push_back(std::move(h));
  }
  return all;
}

hypotheses other_values(const observed_step& seen, const std::string& output) {
  hypotheses all;
  const observation* first = nullptr;
  for (const observed_call& call : seen.calls) {
    const observation* o = call.find(output);
    if (o != nullptr && !o->right && first == nullptr) first = o;
  }
  constexpr std::size_t most_elements = 8;
  if (first == nullptr || first->size() > most_elements || !seen.step->inputs.empty()) return all;
  for (const auto& [name, values] : seen.calls.front().values->parameters) {
    for (std::size_t entry = 0; entry < values.size(); ++entry) {
      for (std::size_t element = 0; element < first->size(); ++element) {
        const std::string source = values.size() == 1 ? name : fmt::format("{}[{}]", name, entry);
        const std::string place = first->size() == 1 ? "$out" : fmt::format("$out[{}]", element);
        hypothesis h;
        h.cause.id = "another_value";
        h.cause.equals = source;
        h.cause.text = fmt::format("{} is {} always.", place, source);
        h.cost = 2.3;
        h.predict = for_output(
            output, [=, name = name](const observed_call& call, const observation& o) -> std::optional<prediction> {
              const auto found = call.values->parameters.find(name);
              if (found == call.values->parameters.end() || entry >= found->second.size() || element >= o.size()) {
                return std::nullopt;
              }
              prediction p = right_values(o);
              p.value[element] = static_cast<double>(found->second[entry]);
              return p;
            });
        all.push_back(std::move(h));
      }
    }
  }
  return all;
}

}  // namespace gaplab
