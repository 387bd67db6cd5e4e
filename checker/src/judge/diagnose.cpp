#include "judge/diagnose.hpp"

#include <algorithm>
#include <functional>
#include <set>

#include "judge/causes.hpp"
#include "judge/findings.hpp"
#include "judge/observe.hpp"
#include "judge/symptoms.hpp"

namespace gaplab {

namespace {

constexpr std::size_t most_named = 3;
/// A second cause is named beside one that explains all only if it is about as likely beforehand.
constexpr double about_as_likely = 0.5;

/// What is more costly than this is an observation more than a cause.
constexpr double vague = 5;

/// The candidates that a step's hypotheses leave.
class search {
 public:
  explicit search(const observed_step& seen) : m_seen(seen) {}

  std::vector<candidate> run() {
    hypotheses unwritten;
    for (const std::string& output : m_seen.outputs) {
      for (hypothesis& h : unwritten_outputs(m_seen, output)) unwritten.push_back(std::move(h));
    }
    try_all("unwritten", unwritten);
    if (explained() && m_found.front().cause.id == "never_written") return std::move(m_found);
    const hypotheses known = misconceptions(m_seen);
    try_all("misconception", known);
    for (const std::string& output : m_seen.outputs) {
      try_all("factor", factors(m_seen, output));
      try_all("offset", offsets(m_seen, output));
      try_all("reduction", other_reductions(m_seen, output));
      try_all("running sum", running_sums(m_seen, output));
      try_all("leftover", leftovers(m_seen, output));
    }
    const hypotheses lost = lost_inputs(m_seen);
    try_all("lost", lost);
    const hypotheses misread = misread_inputs(m_seen);
    try_all("place", misread);
    try_all("parameter", mistaken_parameters(m_seen));
    try_all("input", mistaken_inputs(m_seen));
    for (const std::string& output : m_seen.outputs) {
      try_all("place", miswritten_outputs(m_seen, output));
      try_all("place", wrong_broadcasts(m_seen, output));
      try_all("changed", changed_outputs(output));
      try_all("value", other_values(m_seen, output));
    }
    try_all("operation", other_operations(m_seen));
    try_all("place", swapped_outputs(m_seen));
    try_all("leftover", stale_parameters(m_seen));
    if (!explained()) {
      for (const auto& others : {std::cref(unwritten), std::cref(known), std::cref(lost), std::cref(misread)}) {
        try_all("scaled", scaled(m_seen, others.get()));
      }
    }
    for (candidate& c : symptoms(m_seen)) {
      if (2 * c.cause.explained >= c.cause.wrong) m_found.push_back(std::move(c));
    }
    return std::move(m_found);
  }

 private:
  void try_all(const std::string& kind, const hypotheses& all) {
    for (const hypothesis& h : all) {
      std::optional<candidate> c = consider(h, m_seen, m_limit);
      if (!c) continue;
      c->kind = kind;
      m_found.push_back(std::move(*c));
    }
  }

  [[nodiscard]] bool explained() const {
    return std::any_of(m_found.begin(), m_found.end(),
                       [](const candidate& c) { return c.cause.explained == c.cause.wrong; });
  }

  const observed_step& m_seen;
  work_limit m_limit;
  std::vector<candidate> m_found;
};

/// 0: explains all that is wrong; 1: a part; 2: says little more than what was seen.
int rank_of(const candidate& c) { return c.cost >= vague ? 2 : c.cause.explained < c.cause.wrong ? 1 : 0; }

/// The likeliest first: what explains all, and of that what explains the results before the gradients, and most
/// outputs, by the simplest mistake.
void sort(std::vector<candidate>& found, const std::vector<std::string>& outputs) {
  const auto key = [&](const candidate& c) {
    const auto at = std::find(outputs.begin(), outputs.end(), c.cause.output) - outputs.begin();
    const double share =
        rank_of(c) == 0 ? 1 : static_cast<double>(c.cause.explained) / static_cast<double>(c.cause.wrong);
    return std::tuple(rank_of(c), at, -static_cast<std::ptrdiff_t>(c.outputs.size()), -share, c.cost);
  };
  std::stable_sort(found.begin(), found.end(), [&](const candidate& a, const candidate& b) { return key(a) < key(b); });
}

/// Each kind of cause once: of several of a kind the simplest. Beside one that explains all, only others that do as
/// well, of the same output, and about as likely; observations only where there is no cause.
std::vector<diagnosis> chosen_of(const std::vector<candidate>& found) {
  std::vector<diagnosis> chosen;
  std::set<std::string> kinds;
  for (const candidate& c : found) {
    if (chosen.size() == most_named) break;
    const candidate& first = found.front();
    if (rank_of(c) == 2 && !chosen.empty()) continue;
    const bool as_good = rank_of(c) == 0 && c.cause.output == first.cause.output &&
                         c.outputs.size() == first.outputs.size() && c.cost <= first.cost + about_as_likely;
    if (rank_of(first) == 0 && !as_good) continue;
    if (kinds.insert(c.kind + (c.kind.empty() ? c.cause.id : "")).second) chosen.push_back(c.cause);
  }
  return chosen;
}

/// What CUDA itself, or the count of copied bytes, says.
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

void append(std::vector<diagnosis>& all, const std::vector<diagnosis>& more) {
  for (const diagnosis& d : more) {
    if (all.size() < most_named) all.push_back(d);
  }
}

}  // namespace

void diagnose(step_result& result, const std::vector<fixture_case>& cases, const std::vector<evaluation>& limits,
              const job_outcome& outcome, const operation_oracle& oracle) {
  if (result.passed()) return;
  std::vector<diagnosis>& all = result.diagnoses;
  const std::vector<diagnosis> by_device = diagnose_device(outcome);
  if (!by_device.empty() || result.verdict != verdict::wrong) {
    // A refused launch is one thing, whoever tells it.
    const bool refused = !by_device.empty() && by_device.front().id == "launch_failed";
    if (!refused) append(all, diagnose_findings(result));
    append(all, by_device);
  } else {
    const observed_step seen = observe(result.step, cases, limits, outcome, oracle);
    std::vector<diagnosis> by_numbers;
    if (!seen.outputs.empty()) {
      std::vector<candidate> found = search(seen).run();
      sort(found, seen.outputs);
      by_numbers = chosen_of(found);
      for (diagnosis& d : by_numbers) d.observed = describe_wrong(seen, d.output);
      result.pattern = describe_wrong(seen, seen.outputs.front());
    }
    const std::vector<diagnosis> by_finding = diagnose_findings(result);
    const bool explained = changes_numbers(result.findings);
    // That threads come in any order, or read what nobody wrote, has been seen and need not be guessed.
    if (explained && !by_numbers.empty() && by_numbers.front().id == "depends_on_run") by_numbers.clear();
    const bool first = by_numbers.empty() || explained;
    append(all, first ? by_finding : by_numbers);
    append(all, first ? by_numbers : by_finding);
  }
  for (diagnosis& d : all) {
    const auto hint = result.step.hint_for.find(d.id);
    if (hint != result.step.hint_for.end()) d.hint = hint->second;
  }
}

}  // namespace gaplab
