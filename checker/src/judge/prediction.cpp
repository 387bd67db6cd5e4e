#include "judge/prediction.hpp"

#include <algorithm>
#include <cmath>
#include <set>

#include "judge/compare.hpp"

namespace gaplab {

namespace {

/// A prediction must differ from the right values by this many tolerances to say anything.
constexpr double telling = 4;
/// Enough different values to be sure; more are not counted.
constexpr std::size_t most_evidence = 64;
/// So many different values, foretold and got, are no chance.
constexpr std::size_t enough_evidence = 3;

foretold kind_at(const prediction& p, std::size_t i) { return p.kind.empty() ? foretold::value : p.kind[i]; }

double largest_of(const prediction& p) {
  double largest = 0;
  for (std::size_t i = 0; i < p.value.size(); ++i) {
    if (kind_at(p, i) == foretold::value && std::isfinite(p.value[i]))
      largest = std::max(largest, std::abs(p.value[i]));
  }
  return largest;
}

/// How far the value that was got is from the nearest of those foretold.
double distance(const prediction& p, std::size_t i, double got) {
  const auto from = [got](double value) {
    return got == value || (std::isnan(got) && std::isnan(value)) ? 0 : std::abs(got - value);
  };
  double nearest = from(p.value[i]);
  if (p.others.empty()) return nearest;
  for (const double other : p.others[i]) nearest = std::isnan(nearest) ? from(other) : std::min(nearest, from(other));
  return nearest;
}

/// Goes through the elements of one output, as far as it takes to know whether the prediction fits.
class element_matcher {
 public:
  element_matcher(const observation& o, const prediction& p)
      : m_seen(o), m_predicted(p), m_largest(largest_of(p)), m_tolerance(o.tolerance * m_largest) {}

  match run() {
    for (std::size_t i = 0; i < m_seen.size() && (m_fits || !m_tells); ++i) {
      switch (kind_at(m_predicted, i)) {
        case foretold::anything: take_anything(m_seen.got[i]); break;
        case foretold::untouched: take_untouched(m_seen.got[i]); break;
        case foretold::value: take_value(i); break;
      }
    }
    match m;
    m.evidence = m_evidence + m_values.size();
    m.deviation = m_largest > 0 ? m_deviation / m_largest : 0;
    if (m_tells || (m_beyond && m_fits)) {
      m.agreement = m_fits && !m_seen.right ? agreement::fits : agreement::differs;
    }
    return m;
  }

 private:
  void take_anything(float got) { m_beyond = m_beyond || (std::isnan(got) && !never_written(got)); }

  void take_untouched(float got) {
    m_fits = m_fits && never_written(got);
    m_tells = true;
    add_evidence();
  }

  void take_value(std::size_t i) {
    const double far = distance(m_predicted, i, m_seen.got[i]);
    // Where all that is foretold is NaN or next to nothing, what is allowed may be more than a part of it.
    const double tolerance = std::max(m_tolerance, (*m_seen.allowed)[i]);
    m_fits = m_fits && far <= tolerance;
    if (far > m_deviation) m_deviation = far;
    const double value = m_predicted.value[i];
    const double right = m_seen.expected->values[i];
    if (value == right || std::abs(value - right) <= telling * tolerance) return;
    m_tells = true;
    if (!std::isfinite(value)) {
      add_evidence();
    } else if (m_values.size() < most_evidence && (m_largest > 0 || m_predicted.zeros)) {
      m_values.insert(std::llround(m_largest > 0 ? value / m_largest * 1e5 : 0));
    }
  }

  void add_evidence() { m_evidence += m_evidence < most_evidence ? 1U : 0U; }

  const observation& m_seen;
  const prediction& m_predicted;
  double m_largest;
  double m_tolerance;
  bool m_fits = true;
  bool m_tells = false;
  bool m_beyond = false;  ///< a NaN where nothing is foretold: it may have come from beyond a tensor's end
  double m_deviation = 0;
  std::size_t m_evidence = 0;
  std::set<long long> m_values;  ///< different ones that the mistake foretells, each evidence of its own
};

}  // namespace

match compare_with(const observation& o, const prediction& p) {
  if (p.value.size() != o.size()) return {};
  return element_matcher(o, p).run();
}

namespace {

/// What has been learned of a hypothesis for one output.
struct tally {
  std::string output;
  std::size_t wrong = 0;
  std::size_t explained = 0;
  std::size_t unexplained = 0;
  std::size_t evidence = 0;
  double deviation = 0;
  bool refuted = false;
};

std::int64_t size_of(const observed_call& call) {
  std::int64_t size = 1;
  for (const auto& [name, t] : call.values->inputs) size += element_count(t.shape);
  for (const auto& [name, t] : call.values->expected) size += element_count(t.shape);
  return size;
}

match match_of(const observed_call& call, const std::string& output, const std::optional<predicted_call>& predicted) {
  if (!predicted) return {};
  const bool must_refuse = call.values->refused.has_value();
  if (predicted->refused != must_refuse) {
    return {call.refused == predicted->refused ? agreement::fits : agreement::differs, 0, 1};
  }
  const auto p = predicted->outputs.find(output);
  if (predicted->refused || p == predicted->outputs.end()) return {};
  const observation* o = call.find(output);
  if (o == nullptr) return {agreement::differs, 0, 0};
  return compare_with(*o, p->second);
}

void count(tally& t, const observed_call& call, const std::optional<predicted_call>& predicted) {
  const match m = match_of(call, t.output, predicted);
  if (!call.wrong(t.output)) {
    t.refuted = t.refuted || m.agreement == agreement::differs;
    return;
  }
  if (m.agreement != agreement::fits) {
    ++t.unexplained;
    t.refuted = t.refuted || 2 * t.unexplained > t.wrong;
    return;
  }
  ++t.explained;
  t.evidence += m.evidence;
  t.deviation = std::max(t.deviation, m.deviation);
}

void replace_all(std::string& text, const std::string& from, const std::string& to) {
  for (std::size_t at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size())) {
    text.replace(at, from.size(), to);
  }
}

std::string listed(const std::vector<std::string>& names, std::size_t first) {
  std::string text;
  for (std::size_t i = first; i < names.size(); ++i) {
    text += (i == first ? "" : i + 1 == names.size() ? " and " : ", ") + names[i];
  }
  return text;
}

}  // namespace

std::optional<candidate> consider(const hypothesis& h, const observed_step& seen, work_limit& limit) {
  std::vector<tally> tallies;
  for (const std::string& output : seen.outputs) {
    tally t;
    t.output = output;
    t.wrong = seen.wrong_calls(output);
    tallies.push_back(t);
  }
  const auto open = [&] {
    return std::any_of(tallies.begin(), tallies.end(), [](const tally& t) { return !t.refuted; });
  };
  for (std::size_t i = 0; i < seen.calls.size() && open(); ++i) {
    const observed_call& call = seen.calls[i];
    limit.elements -= size_of(call);
    if (limit.elements < 0) return std::nullopt;
    const std::optional<predicted_call> predicted = h.predict(call);
    for (tally& t : tallies) count(t, call, predicted);
  }
  tallies.erase(std::remove_if(tallies.begin(), tallies.end(),
                               [](const tally& t) { return t.refuted || t.explained == 0 || t.evidence == 0; }),
                tallies.end());
  if (tallies.empty()) return std::nullopt;
  const tally& first = tallies.front();
  candidate c{h.cause, "", h.cost, {}};
  for (const tally& t : tallies) c.outputs.push_back(t.output);
  c.cause.output = first.output;
  c.cause.explained = first.explained;
  c.cause.wrong = first.wrong;
  c.cause.deviation = first.deviation;
  // Where another output is wrong as well, and not by this, it may be wrong by the same thing that makes this one so.
  const auto wrong_outputs =
      static_cast<std::size_t>(std::count_if(seen.outputs.begin(), seen.outputs.end(),
                                             [&](const std::string& output) { return seen.wrong_calls(output) > 0; }));
  const bool whole = first.explained == first.wrong && tallies.size() >= wrong_outputs;
  c.cause.confidence = whole && first.evidence >= enough_evidence + h.free ? confidence::strong : confidence::weak;
  replace_all(c.cause.text, "$out", first.output);
  if (c.outputs.size() > 1) c.cause.text += " It explains " + listed(c.outputs, 1) + ", too.";
  return c;
}

prediction right_values(const observation& o) { return {o.expected->values}; }

predictor for_output(const std::string& output,
                     std::function<std::optional<prediction>(const observed_call&, const observation&)> predict) {
  return [output, predict = std::move(predict)](const observed_call& call) -> std::optional<predicted_call> {
    const observation* o = call.find(output);
    if (o == nullptr) return std::nullopt;
    std::optional<prediction> p = predict(call, *o);
    if (!p) return std::nullopt;
    predicted_call predicted;
    predicted.outputs.emplace(output, std::move(*p));
    return predicted;
  };
}

}  // namespace gaplab
