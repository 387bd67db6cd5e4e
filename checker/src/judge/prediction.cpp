#include "judge/prediction.hpp"

#include <algorithm>
#include <cmath>

namespace gaplab {

namespace {

/// Relative to the largest element: above what fp32 sums of up to 2^14 terms lose, below what any mistake changes in
/// a small case.
constexpr double match_tolerance = 1e-5;

double largest(const std::vector<double>& values) {
  double result = 0;
  for (const double value : values) result = std::max(result, std::abs(value));
  return result;
}

bool matches(const observation& o, const reference& predicted) {
  if (predicted.value.size() != o.size()) return false;
  const double tolerance = match_tolerance * largest(predicted.value);
  for (std::size_t i = 0; i < o.size(); ++i) {
    const double got = o.got[i];
    if (std::abs(got - predicted.value[i]) <= tolerance) continue;
    const auto near = [&](double other) { return std::abs(got - other) <= tolerance; };
    if (predicted.others.empty() || std::none_of(predicted.others[i].begin(), predicted.others[i].end(), near)) {
      return false;
    }
  }
  return true;
}

/// Whether the mistake shows in this output at all.
bool differs_from_right(const observation& o, const reference& predicted) {
  if (predicted.value.size() != o.size()) return false;
  const double tolerance = match_tolerance * largest(predicted.value);
  for (std::size_t i = 0; i < o.size(); ++i) {
    if (!(std::abs(predicted.value[i] - o.expected->values[i]) <= tolerance)) return true;
  }
  return false;
}

}  // namespace

diagnosis counted_diagnosis(diagnosis d, const observations& seen, const predictor& predict) {
  for (const observation& o : seen) {
    if (!o.right) ++d.wrong;
    const std::optional<reference> predicted = predict(o);
    if (!predicted || !differs_from_right(o, *predicted)) continue;
    if (o.right) {
      ++d.contradicted;
    } else if (matches(o, *predicted)) {
      ++d.explained;
    }
  }
  return d;
}

bool plausible(const diagnosis& d) { return d.explained > 0 && 2 * d.explained >= d.wrong && d.contradicted == 0; }

}  // namespace gaplab
