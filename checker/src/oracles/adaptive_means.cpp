#include "oracles/adaptive_means.hpp"

#include <cmath>
#include <limits>
#include <stdexcept>

#include "oracles/tolerance.hpp"

namespace gaplab {

namespace {

/// Multiplying by it rounds nothing.
bool is_dyadic(double weight) {
  int exponent = 0;
  return std::frexp(weight, &exponent) == 0.5;
}

/// What is known of one element of an output.
struct element_sum {
  double value = 0;
  summation sum{0, 0, true};

  void add(double factor, double weight) {
    value += factor * weight;
    sum.terms += 1;
    sum.magnitude += std::abs(factor * weight);
    sum.dyadic &= is_dyadic(weight);
  }
};

void append(reference& r, const element_sum& e, data_kind data, bool divided_once, double roundoff) {
  r.value.push_back(e.value);
  r.allowed.push_back(allowed_error(e.sum, data, divided_once, roundoff));
}

}  // namespace

pooled_shapes pooled_shapes_for(const fixture_case& c, const shape& x) {
  if (x.size() != 4) throw std::runtime_error("x must have 4 dimensions");
  pooled_shapes s{x, x};
  for (const std::size_t i : {0U, 1U}) {
    const std::int64_t output_size = c.operation == "global" ? 1 : parameter(c, "output_size", i);
    if (output_size < 0) throw std::runtime_error("output_size must not be negative");
    if (output_size > 0) s.y[2 + i] = output_size;
  }
  return s;
}

pooled_shapes pooled_shapes_of(const fixture_case& c) { return pooled_shapes_for(c, shape_of_x(c)); }

double one_of_the_bin(const place& at) { return 1.0 / static_cast<double>(at.b.length()); }

axis axis_of(std::int64_t size, std::int64_t bins, bin_rule rule, weight_rule weight) {
  axis a{size, std::vector<std::vector<share>>(static_cast<std::size_t>(bins))};
  for (std::int64_t i = 0; i < bins; ++i) {
    const bin b = rule(i, size, bins);
    for (std::int64_t element = b.begin; element < b.end; ++element) {
      a.bins[static_cast<std::size_t>(i)].push_back({element, weight({element, i, b, size, bins})});
    }
  }
  return a;
}

pooling right_pooling(const pooled_shapes& s) {
  return {axis_of(s.x[2], s.y[2], right_bin, one_of_the_bin), axis_of(s.x[3], s.y[3], right_bin, one_of_the_bin)};
}

reference pooled(const pooling& p, const pooled_shapes& s, const tensor<float>& x, double roundoff) {
  constexpr double nan = std::numeric_limits<double>::quiet_NaN();
  reference y{s.y, {}, {}};
  const std::int64_t map_size = s.x[2] * s.x[3];
  for (std::int64_t map = 0; map < s.x[0] * s.x[1]; ++map) {
    for (const auto& rows : p.h.bins) {
      for (const auto& columns : p.w.bins) {
        element_sum mean;
        for_each_share(rows, columns, p.w.size, [&](std::int64_t i, double weight) {
          const auto at = static_cast<std::size_t>(map * map_size + i);
          mean.add(at < x.values.size() ? x.values[at] : nan, weight);
        });
        if (mean.sum.terms == 0) mean.value = nan;
        append(y, mean, data_kind::random, true, roundoff);
      }
    }
  }
  return y;
}

reference pooled_gradient(const pooling& p, const pooled_shapes& s, const tensor<float>& dy, data_kind data,
                          double roundoff) {
  if (dy.shape != s.y) throw std::runtime_error("dy does not have the shape of y");
  reference dx{s.x, {}, {}};
  const float* of_bin = dy.values.data();
  for (std::int64_t map = 0; map < s.x[0] * s.x[1]; ++map) {
    std::vector<element_sum> elements(static_cast<std::size_t>(s.x[2] * s.x[3]));
    for (const auto& rows : p.h.bins) {
      for (const auto& columns : p.w.bins) {
        for_each_share(rows, columns, p.w.size, [&](std::int64_t i, double weight) {
          elements[static_cast<std::size_t>(i)].add(*of_bin, weight);
        });
        ++of_bin;
      }
    }
    for (const element_sum& e : elements) append(dx, e, data, e.sum.terms == 1, roundoff);
  }
  return dx;
}

}  // namespace gaplab
