#include <fmt/format.h>

#include "judge/causes.hpp"
#include "judge/prediction.hpp"

namespace gaplab {

namespace {

agreement agreement_with(const observation& o, const misconception& m) {
  const std::optional<evaluation> e = m.evaluate(*o.values, unit_roundoff_fp32);
  if (!e) return agreement::silent;
  const bool must_refuse = o.values->refused.has_value();
  const bool would_refuse = e->refused.has_value();
  if (would_refuse != must_refuse) return o.refused == would_refuse ? agreement::fits : agreement::differs;
  if (would_refuse) return agreement::silent;
  const auto predicted = e->outputs.find(o.output);
  if (predicted == e->outputs.end()) return agreement::silent;
  return o.expected == nullptr ? agreement::differs : agreement_with(o, predicted->second);
}

}  // namespace

std::vector<diagnosis> causes_by_misconception(const observations& seen, const operation_oracle& oracle) {
  std::vector<diagnosis> found;
  for (const misconception& m : oracle.misconceptions) {
    found.push_back(
        counted_diagnosis({std::string(m.id), "", fmt::format("{} comes out as if {}.", seen.front().output, m.what)},
                          seen, [&](const observation& o) { return agreement_with(o, m); }));
  }
  return found;
}

}  // namespace gaplab
