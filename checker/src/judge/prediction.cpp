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
  for (const double value : values) {
    if (std::isfinite(value)) result = std::max(result, std::abs(value));
  }
  return result;
}

/// An infinity is near itself only, and NaN is near NaN.
bool near(double value, double other, double tolerance) {
  if (std::isfinite(value) && std::isfinite(other)) return std::abs(value - other) <= tolerance;
  return value == other || (std::isnan(value) && std::isnan(other));
}

bool matches(const observation& o, const reference& predicted) {
  if (predicted.value.size() != o.size()) return false;
  const double tolerance = match_tolerance * largest(predicted.value);
  for (std::size_t i = 0; i < o.size(); ++i) {
    const double got = o.got[i];
    const auto is_near = [&](double other) { return near(got, other, tolerance); };
    if (is_near(predicted.value[i])) continue;
    if (predicted.others.empty() || std::none_of(predicted.others[i].begin(), predicted.others[i].end(), is_near)) {
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
    if (!near(predicted.value[i], o.expected->values[i], tolerance)) return true;
  }
  return false;
}

}  // namespace

agreement agreement_with(const observation& o, const reference& predicted) {
  if (!differs_from_right(o, predicted)) return agreement::silent;
  return !o.right && matches(o, predicted) ? agreement::fits : agreement::differs;
}

diagnosis counted_diagnosis(diagnosis d, const observations& seen,
                            const std::function<agreement(const observation&)>& ask) {
  for (const observation& o : seen) {
    if (!o.right) ++d.wrong;
    const agreement answer = ask(o);
    if (answer == agreement::fits) ++d.explained;
    if (answer == agreement::differs && o.right) ++d.contradicted;
  }
  return d;
}

diagnosis counted_prediction(diagnosis d, const observations& seen, const predictor& predict) {
  return counted_diagnosis(std::move(d), seen, [&](const observation& o) {
    const std::optional<reference> predicted = predict(o);
    return predicted ? agreement_with(o, *predicted) : agreement::silent;
  });
}

bool plausible(const diagnosis& d) { return d.explained > 0 && 2 * d.explained >= d.wrong && d.contradicted == 0; }

}  // namespace gaplab
