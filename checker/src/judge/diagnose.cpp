#include "judge/diagnose.hpp"

#include <algorithm>

#include "judge/causes.hpp"
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

/// One output of the step in every case that it returned from: that of the run that failed.
observations observe(const step_result& result, const std::string& output, const std::vector<fixture_case>& cases,
                     const std::vector<evaluation>& limits, const job_outcome& outcome) {
  observations seen;
  for (std::size_t i = 0; i < cases.size(); ++i) {
    if (cases[i].refused || i >= result.cases.size()) continue;
    const call_outcome& first = outcome.calls[i];
    const call_outcome& second = outcome.calls[2 * cases.size() - 1 - i];
    for (const call_outcome* call : {&first, &second}) {
      if (call->state != call_state::returned) continue;
      observation o{&result.step,
                    &cases[i],
                    output,
                    call->outputs.at(output).values,
                    &cases[i].expected.at(output),
                    &limits[i].outputs.at(output).allowed,
                    true};
      for (std::size_t e = 0; o.right && e < o.size(); ++e) o.right = o.right_at(e);
      if (call == &first && o.right && !result.cases[i].passed) continue;  // the second run failed
      seen.push_back(o);
      break;
    }
  }
  const auto large = [](const observation& o) { return size_of(*o.values) > largest_looked_at; };
  const bool small_ones_fail =
      std::any_of(seen.begin(), seen.end(), [&](const observation& o) { return !o.right && !large(o); });
  if (small_ones_fail) seen.erase(std::remove_if(seen.begin(), seen.end(), large), seen.end());
  return seen;
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

std::vector<diagnosis> diagnose(const step_result& result, const std::vector<fixture_case>& cases,
                                const std::vector<evaluation>& limits, const job_outcome& outcome,
                                const operation_oracle& oracle) {
  if (result.passed()) return {};
  std::vector<diagnosis> found = diagnose_device(outcome);
  if (!found.empty() || result.verdict != verdict::wrong) return found;
  for (const std::string& output : result.step.outputs) {
    const observations seen = observe(result, output, cases, limits, outcome);
    if (std::all_of(seen.begin(), seen.end(), [](const observation& o) { return o.right; })) continue;
    std::vector<diagnosis> candidates = causes_by_pattern(seen);
    const auto add = [&](std::vector<diagnosis> more) {
      candidates.insert(candidates.end(), more.begin(), more.end());
    };
    if (candidates.empty() || candidates.front().id != "never_written") {
      add(causes_by_factor(seen));
      add(causes_by_misconception(seen, oracle));
      add(causes_by_hypothesis(seen, oracle));
    }
    candidates.erase(
        std::remove_if(candidates.begin(), candidates.end(), [](const diagnosis& d) { return !plausible(d); }),
        candidates.end());
    found.insert(found.end(), candidates.begin(), candidates.end());
  }
  std::stable_sort(found.begin(), found.end(), better);
  if (found.size() > most_named) found.resize(most_named);
  return found;
}

}  // namespace gaplab
