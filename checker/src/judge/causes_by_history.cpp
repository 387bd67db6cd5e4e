#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "judge/causes.hpp"
#include "judge/named_size.hpp"
#include "judge/oracle_answer.hpp"

namespace gaplab {

namespace {

/// The right values of another call, as far as the output has room for them.
std::optional<prediction> answer_of(const observed_call& other, const std::string& output, const observation& o) {
  const observation* left = other.find(output);
  if (left == nullptr) return std::nullopt;
  prediction p{std::vector<double>(o.size()), {}, std::vector<foretold>(o.size(), foretold::anything)};
  for (std::size_t i = 0; i < std::min(o.size(), left->size()); ++i) {
    p.value[i] = left->expected->values[i];
    p.kind[i] = foretold::value;
  }
  return p;
}

/// What every call gives if sums, or means, are kept from call to call and never cleared.
std::vector<std::vector<double>> accumulated(const observed_step& seen, const std::string& output, bool sums) {
  std::vector<std::vector<double>> all;
  std::vector<double> kept;
  for (const observed_call& call : seen.history) {
    all.emplace_back();
    const observation* o = call.find(output);
    if (o == nullptr) continue;
    const double weight = sums ? map_size_of(call, *seen.step).value : 1;
    kept.resize(std::max(kept.size(), o->size()));
    for (std::size_t i = 0; i < o->size(); ++i) {
      kept[i] += o->expected->values[i] * weight;
      all.back().push_back(kept[i] / weight);
    }
  }
  return all;
}

class leftover_list {
 public:
  leftover_list(const observed_step& seen, std::string output) : m_seen(seen), m_output(std::move(output)) {}

  hypotheses all() {
    const observed_step& seen = m_seen;
    add("stale", "the call before", "$out is the answer to the call before: something is kept from call to call.", 2,
        [&seen, output = m_output](const observed_call& call, const observation& o) -> std::optional<prediction> {
          if (call.number == 0) return std::nullopt;
          return answer_of(seen.history[call.number - 1], output, o);
        });
    add("stale", "the first call", "$out is the answer to the first call, whatever comes after it: is it static?", 2,
        [&seen, output = m_output](const observed_call&, const observation& o) {
          return answer_of(seen.history.front(), output, o);
        });
    for (const bool sums : {true, false}) {
      add("accumulated", "",
          "$out holds what earlier calls left, and adds to it: is a static or global array never cleared?", 2,
          [values = accumulated(seen, m_output, sums)](const observed_call& call, const observation&) {
            return std::optional(prediction{values[call.number]});
          });
    }
    sizes();
    return std::move(m_all);
  }

 private:
  void add(const std::string& id, const std::string& equals, const std::string& text, double cost,
           std::function<std::optional<prediction>(const observed_call&, const observation&)> predict) {
    hypothesis h;
    h.cause.id = id;
    h.cause.equals = equals;
    h.cause.text = text;
    h.cost = cost;
    h.predict = for_output(m_output, std::move(predict));
    m_all.push_back(std::move(h));
  }

  /// A divisor that is remembered.
  void sizes() {
    for (const named_size& size : sizes_of(m_seen.history.front(), *m_seen.step)) {
      add("stale", fmt::format("{} of the first call", size.name),
          fmt::format("$out comes out as if it were divided by {0} of the first call: is {0} static?", size.name), 2,
          [step = m_seen.step, name = size.name, first = size.value](const observed_call& call, const observation& o) {
            prediction p = right_values(o);
            const double now = size_named(sizes_of(call, *step), name);
            for (double& value : p.value) value *= now / first;
            return std::isfinite(now) ? std::optional(p) : std::nullopt;
          });
    }
  }

  const observed_step& m_seen;
  std::string m_output;
  hypotheses m_all;
};

}  // namespace

hypotheses leftovers(const observed_step& seen, const std::string& output) { return leftover_list(seen, output).all(); }

hypotheses stale_parameters(const observed_step& seen) {
  hypotheses all;
  for (const bool first : {true, false}) {
    hypothesis h;
    h.cause.id = "stale";
    h.cause.equals = first ? "parameters of the first call" : "parameters of the call before";
    h.cause.text = fmt::format("$out comes out as if the {} were still in force: are they static?", h.cause.equals);
    h.cost = 2.2;
    h.predict = [&seen, first](const observed_call& call) -> std::optional<predicted_call> {
      if (call.number == 0) return std::nullopt;
      fixture_case changed = *call.values;
      changed.parameters = seen.history[first ? 0 : call.number - 1].values->parameters;
      if (changed.parameters == call.values->parameters) return std::nullopt;
      return answer_for_parameters(call, std::move(changed), *seen.oracle);
    };
    all.push_back(std::move(h));
  }
  return all;
}

}  // namespace gaplab
