// Lab 05, relu_swap: the mean of what a ReLU leaves of a map, and what a ReLU leaves of the map's mean.
//
// ReLU is convex, so ReLU(mean) <= mean(ReLU) (Jensen's inequality). With P the mean of the positive parts of a map and
// Q that of the negative ones, the first is max(P - Q, 0) and the second P, and they differ by min(P, Q).
#include <algorithm>

#include "oracles/heads.hpp"
#include "oracles/tolerance.hpp"

namespace gaplab::heads {

namespace {

/// What a misconception does with a map, and with the differences.
struct recipe {
  bool relu_inside = true;         ///< of relu_first: there is one, before the mean
  bool relu_outside = true;        ///< of gap_first: there is one, behind the mean
  bool negative_part = false;      ///< it is min(z, 0)
  bool mean_of_positives = false;  ///< of relu_first: the divisor is the number of positive pixels
  bool gap_first_again = false;    ///< relu_first is gap_first
  bool relu_first_again = false;   ///< gap_first is relu_first
  enum class summary { largest, last, sum } of_differences = summary::largest;
};

double relu(double z, const recipe& r) { return r.negative_part ? std::min(z, 0.0) : std::max(z, 0.0); }

/// Both orders for one map.
struct both_orders {
  chained_sum relu_first, gap_first;
};

both_orders pool(const tensor<float>& x, const map_sizes& sizes, std::int64_t n, std::int64_t c, const recipe& r) {
  both_orders of_map;
  std::int64_t positives = 0;
  for (std::int64_t p = 0; p < sizes.pixels(); ++p) {
    const auto z = static_cast<double>(x.values[sizes.offset(n, c, p)]);
    of_map.relu_first.add(r.relu_inside ? relu(z, r) : z, 1);
    of_map.gap_first.add(z, 1);
    if (z > 0) ++positives;
  }
  const auto pixels = static_cast<double>(sizes.pixels());
  of_map.relu_first.divide(r.mean_of_positives ? static_cast<double>(std::max<std::int64_t>(positives, 1)) : pixels);
  of_map.gap_first.divide(pixels);
  if (r.relu_outside) of_map.gap_first.value = relu(of_map.gap_first.value, r);
  const both_orders as_computed = of_map;
  if (r.gap_first_again) of_map.relu_first = as_computed.gap_first;
  if (r.relu_first_again) of_map.gap_first = as_computed.relu_first;
  return of_map;
}

double summary_of(const reference& relu_first, const reference& gap_first, const recipe& r) {
  double largest = 0;
  double sum = 0;
  double last = 0;
  for (std::size_t i = 0; i < relu_first.value.size(); ++i) {
    last = relu_first.value[i] - gap_first.value[i];
    largest = std::max(largest, last);
    sum += last;
  }
  switch (r.of_differences) {
    case recipe::summary::last: return last;
    case recipe::summary::sum: return sum;
    case recipe::summary::largest: break;
  }
  return largest;
}

/// The largest difference is off by no more than a difference is, and by the rounding of the subtraction.
double allowed_of_largest(const reference& relu_first, const reference& gap_first, double largest, double roundoff) {
  double allowed = 0;
  for (std::size_t i = 0; i < relu_first.allowed.size(); ++i) {
    allowed = std::max(allowed, relu_first.allowed[i] + gap_first.allowed[i]);
  }
  return allowed == 0 ? 0 : allowed + roundoff * largest;
}

evaluation evaluate(const fixture_case& c, double roundoff, const recipe& r) {
  const tensor<float>& x = input(c, "x", 4);
  const map_sizes sizes = sizes_of(x.shape);
  const bool dyadic = power_of_two(sizes.pixels());
  reference relu_first = zeros({sizes.images, sizes.channels});
  reference gap_first = zeros({sizes.images, sizes.channels});
  for (std::int64_t n = 0; n < sizes.images; ++n) {
    for (std::int64_t channel = 0; channel < sizes.channels; ++channel) {
      const both_orders of_map = pool(x, sizes, n, channel, r);
      const auto at = static_cast<std::size_t>(n * sizes.channels + channel);
      const double unit = 1.0 / (64 * static_cast<double>(sizes.pixels()));
      relu_first.value[at] = of_map.relu_first.value;
      relu_first.allowed[at] = allowed_error(of_map.relu_first, c.data, dyadic, unit, roundoff);
      gap_first.value[at] = of_map.gap_first.value;
      gap_first.allowed[at] = allowed_error(of_map.gap_first, c.data, dyadic, unit, roundoff);
    }
  }
  const double largest = summary_of(relu_first, gap_first, r);
  evaluation e;
  e.outputs["largest_difference"] = {{1}, {largest}, {allowed_of_largest(relu_first, gap_first, largest, roundoff)}};
  e.outputs["relu_first"] = std::move(relu_first);
  e.outputs["gap_first"] = std::move(gap_first);
  return e;
}

evaluation rightly(const fixture_case& c, double roundoff) { return evaluate(c, roundoff, {}); }

/// A mistake in the maps is told by the maps; what their largest difference then is could have other causes.
template <recipe r>
std::optional<evaluation> mistaken(const fixture_case& c, double roundoff) {
  evaluation e = evaluate(c, roundoff, r);
  if (r.of_differences == recipe::summary::largest) e.outputs.erase("largest_difference");
  return e;
}

std::map<std::string, shape> inputs(const fixture_case&, const std::map<std::string, shape>& given) {
  const auto x = given.find("x");
  if (x == given.end()) throw std::runtime_error("the shape of x is missing");
  static_cast<void>(sizes_of(x->second));
  return {{"x", x->second}};
}

}  // namespace

operation_oracle relu_swap() {
  return {inputs,
          rightly,
          {{"relu_missing", "there were no ReLU", mistaken<recipe{.relu_inside = false, .relu_outside = false}>},
           {"gap_first_twice", "the mean came first in both", mistaken<recipe{.gap_first_again = true}>},
           {"relu_first_twice", "the ReLU came first in both", mistaken<recipe{.relu_first_again = true}>},
           {"negatives_kept", "the ReLU kept the negative numbers", mistaken<recipe{.negative_part = true}>},
           {"mean_of_positives", "a map were divided by the number of its positive pixels",
            mistaken<recipe{.mean_of_positives = true}>},
           {"last_difference", "the last difference were the largest",
            mistaken<recipe{.of_differences = recipe::summary::last}>},
           {"sum_of_differences", "the differences were added up",
            mistaken<recipe{.of_differences = recipe::summary::sum}>}}};
}

}  // namespace gaplab::heads
