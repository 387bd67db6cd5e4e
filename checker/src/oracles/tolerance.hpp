// How far a right result may be from the exact one. docs/tolerance.md derives and measures it.
#pragma once

#include <cstdint>

#include "fixtures/fixture.hpp"

namespace gaplab {

/// What is known of an element that is a sum of terms, scaled.
struct summation {
  std::int64_t terms = 1;  ///< how many are summed
  double magnitude = 0;    ///< the sum of their absolute values, after all scaling
  bool dyadic = true;      ///< every divisor is a power of two, so scaling rounds nothing
};

/// The largest absolute error of a right result.
///   random data: (2*sqrt(n) + 4) * u * M. Rounding errors of n additions in any order behave like a random walk
///     (Higham & Mary, "A new approach to probabilistic rounding error analysis", SIAM J. Sci. Comput. 41, 2019);
///     4 covers the scaling and short sums.
///   exact data, power-of-two divisor: 0, as no operation rounds in any order.
///   exact data, other divisor, one division: 4 * u * M; the sum is exact, only the division rounds.
///   exact data, other divisors, several terms each divided: as random data, as each term rounds by itself.
double allowed_error(const summation& s, data_kind data, bool divided_once, double roundoff);

/// Whether dividing by n only moves the exponent; n may be negative.
bool power_of_two(std::int64_t n);

}  // namespace gaplab
