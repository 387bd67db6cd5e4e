// The operations of lab 05, one file each. heads.cpp registers them.
#pragma once

#include <cmath>
#include <stdexcept>

#include "oracles/oracle.hpp"

namespace gaplab::heads {

operation_oracle parameter_count();
operation_oracle flatten_fc();
operation_oracle gap_fc();
operation_oracle squeezenet();
operation_oracle relu_swap();

/// How the images of a batch meet in the gradient of a weight. All but the sum are misconceptions.
enum class batch { sum, last_image, mean };

/// An element of an output: a sum of terms, what of its error comes from numbers that were rounded before, and whether
/// all divisors and factors are powers of two.
struct chained_sum {
  double value = 0;
  double magnitude = 0;  ///< the sum of the absolute values of the terms
  double inherited = 0;  ///< the largest error that the terms bring along, to first order
  std::int64_t terms = 0;

  /// A product of two numbers, of which the first may be off by `error`.
  void add(double a, double b, double error = 0) {
    value += a * b;
    magnitude += std::abs(a * b);
    inherited += std::abs(b) * error;
    ++terms;
  }
  void divide(double divisor) {
    value /= divisor;
    magnitude /= divisor;
    inherited /= divisor;
  }
};

/// The largest error of a right fp32 result: the one that the sum adds and the one that it inherits. Nothing in exact
/// cases where all scaling is by powers of two and every partial sum, in whatever order, is a multiple of `unit` below
/// 2^24 of them; there is nothing to inherit then, either.
double allowed_error(const chained_sum& s, data_kind data, bool dyadic, double unit, double roundoff);

/// The unit of a product of two numbers of exact data.
inline constexpr double exact_unit = 1.0 / 4096;

/// Sizes of x: N, C and H*W.
struct map_sizes {
  std::int64_t images = 0, channels = 0, height = 0, width = 0;

  [[nodiscard]] std::int64_t pixels() const { return height * width; }
  /// Where element (n, c, pixel) of a tensor of such maps lies.
  [[nodiscard]] std::size_t offset(std::int64_t n, std::int64_t c, std::int64_t pixel) const {
    return static_cast<std::size_t>((n * channels + c) * pixels() + pixel);
  }
};

/// Throws std::runtime_error if x has not four dimensions.
map_sizes sizes_of(const shape& x);

/// An output of that shape, filled with 0.
reference zeros(const shape& s);

}  // namespace gaplab::heads
