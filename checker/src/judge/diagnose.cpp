#include "judge/diagnose.hpp"

#include <algorithm>

#include "judge/causes.hpp"
#include "judge/findings.hpp"
#include "judge/prediction.hpp"

namespace gaplab {

namespace {

constexpr std::size_t most_named = 3;
/// Hypotheses are tried on small cases only, in elements of all tensors together: they say as much, and many are tried.
constexpr std::int64_t largest_looked_at = 1 << 16;

std::int64_t size_of(const fixture_case& c) {
  std::int64_t size = 0;
  for (const auto& [name, t] : c.inputs) size += element_count(t.shape);
  for (const auto& [name, t] : c.expected) size += element_count(t.shape);
  return size;
}

/// One output of one call.
observation observe_call(const step_result& result, const std::string& output, const fixture_case& values,
                         const evaluation& limits, const call_outcome& call) {
  observation o;
  o.step = &result.step;
  o.values = &values;
  o.output = output;
  o.refused = call.state == call_state::refused;
  o.right = o.refused == values.refused.has_value();
  if (o.refused || values.refused) return o;
  o.got = call.outputs.at(output).values;
  o.expected = &values.expected.at(output);
  o.allowed = &limits.outputs.at(output).allowed;
  for (std::size_t e = 0; o.right && e < o.size(); ++e) o.right = o.right_at(e);
  return o;
}

/// One output of the step in every case: that of the run that failed, if only one did.
observations observe(const step_result& result, const std::string& output, const std::vector<fixture_case>& cases,
                     const std::vector<evaluation>& limits, const job_outcome& outcome) {
  observations seen;
  for (std::size_t i = 0; i < cases.size(); ++i) {
    const observation first = observe_call(result, output, cases[i], limits[i], outcome.calls[i]);
    const observation second =
        observe_call(result, output, cases[i], limits[i], outcome.calls[2 * cases.size() - 1 - i]);
    seen.push_back(first.right ? second : first);
  }
  const auto large = [](const observation& o) { return size_of(*o.values) > largest_looked_at; };
  const bool small_ones_fail =
      std::any_of(seen.begin(), seen.end(), [&](const observation& o) { return !o.right && !large(o); });
  if (small_ones_fail) seen.erase(std::remove_if(seen.begin(), seen.end(), large), seen.end());
  return seen;
}

/// Those that have values to compare.
observations with_values(observations seen) {
  seen.erase(std::remove_if(seen.begin(), seen.end(), [](const observation& o) { return o.expected == nullptr; }),
             seen.end());
  return seen;
}

bool any_wrong(const observations& seen) {
  return std::any_of(seen.begin(), seen.end(), [](const observation& o) { return !o.right; });
}

/// What may explain one output, the kinds that say most first.
std::vector<diagnosis> causes_for(const observations& seen, const operation_oracle& oracle) {
  const observations values = with_values(seen);
  std::vector<diagnosis> by_pattern = causes_by_pattern(values);
  if (!by_pattern.empty() && by_pattern.front().id == "never_written") return by_pattern;
  std::vector<diagnosis> causes = causes_by_misconception(seen, oracle);
  const auto add = [&](const std::vector<diagnosis>& more) { causes.insert(causes.end(), more.begin(), more.end()); };
  if (any_wrong(values)) {
    add(causes_by_factor(values));
    add(causes_by_hypothesis(values, oracle));
    add(by_pattern);
  }
  causes.erase(std::remove_if(causes.begin(), causes.end(), [](const diagnosis& d) { return !plausible(d); }),
               causes.end());
  return causes;
}

std::vector<diagnosis> diagnose_device(const job_outcome& outcome) {
  for (const call_outcome& call : outcome.calls) {
    constexpr std::int32_t illegal_address = 700;  // cudaErrorIllegalAddress
    if (call.state == call_state::device_failed) {
      const char* id = call.device.launch_refused != 0        ? "launch_failed"
                       : call.device.error == illegal_address ? "illegal_address"
                                                              : "device_error";
      return {{id, "", "", 1, 1, 0}};
    }
    if (call.device.from_host > 0 || call.device.to_host > 0) {
      return {{"from_host", "",
               "The result was computed on the host: what a CUDA step returns must come from a kernel.", 1, 1, 0}};
    }
  }
  return {};
}

/// The better explanation first; among equals the order in which they were found, the simpler kinds first.
bool better(const diagnosis& a, const diagnosis& b) { return a.explained > b.explained; }

}  // namespace

namespace {

std::vector<diagnosis> ranked_causes(const step_result& result, const std::vector<fixture_case>& cases,
                                     const std::vector<evaluation>& limits, const job_outcome& outcome,
                                     const operation_oracle& oracle) {
  std::vector<diagnosis> found = diagnose_device(outcome);
  if (!found.empty()) return found;
  if (result.verdict != verdict::wrong) return diagnose_findings(result);
  for (const std::string& output : result.step.outputs) {
    const observations seen = observe(result, output, cases, limits, outcome);
    if (!any_wrong(seen)) continue;
    const std::vector<diagnosis> causes = causes_for(seen, oracle);
    found.insert(found.end(), causes.begin(), causes.end());
  }
  std::stable_sort(found.begin(), found.end(), better);
  if (found.size() > most_named) found.resize(most_named);
  return found.empty() ? diagnose_findings(result) : found;
}

}  // namespace

std::vector<diagnosis> diagnose(const step_result& result, const std::vector<fixture_case>& cases,
                                const std::vector<evaluation>& limits, const job_outcome& outcome,
                                const operation_oracle& oracle) {
  if (result.passed()) return {};
  std::vector<diagnosis> found = ranked_causes(result, cases, limits, outcome, oracle);
  for (diagnosis& d : found) {
    const auto hint = result.step.hint_for.find(d.id);
    if (hint != result.step.hint_for.end()) d.hint = hint->second;
  }
  return found;
}

}  // namespace gaplab
