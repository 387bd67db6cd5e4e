// The error function's relatives and two Bessel functions, which the C library lacks.
#pragma once
#pragma GCC system_header

#include <math.h>

namespace gaplab::sim {

constexpr double two_over_root_pi = 1.12837916709551257390;
constexpr double root_half = 0.70710678118654752440;
constexpr double root_half_rest = -4.833646656726456726e-17;  ///< sqrt(1/2) - root_half

/// The y > 0 with erfc(y) = q, for 0 < q <= 1/2. The start is Abramowitz and Stegun 26.2.23, good to 4.5e-4; each step
/// of Halley's method triples the digits.
inline double inverse_of_tail(double q) {
  const double t = __builtin_sqrt(-2.0 * __builtin_log(0.5 * q));
  double y = root_half *
             (t - (2.515517 + t * (0.802853 + t * 0.010328)) / (1.0 + t * (1.432788 + t * (0.189269 + t * 0.001308))));
  for (int step = 0; step < 3; ++step) {
    const double slope = -two_over_root_pi * __builtin_exp(-y * y);
    const double newton = (__builtin_erfc(y) - q) / slope;
    y -= newton / (1.0 + y * newton);
  }
  return y;
}

/// The y with erf(y) = x, for |x| <= 1/2. The start is the Taylor series.
inline double inverse_of_center(double x) {
  constexpr double pi = 3.14159265358979323846;
  const double square = pi * x * x;
  double y = x / two_over_root_pi * (1.0 + square * (1.0 / 12.0 + square * 7.0 / 480.0));
  for (int step = 0; step < 3; ++step) {
    const double newton = (__builtin_erf(y) - x) / (two_over_root_pi * __builtin_exp(-y * y));
    y -= newton / (1.0 + y * newton);
  }
  return y;
}

inline double inverse_error_function(double x) {
  const double size = __builtin_fabs(x);
  if (size <= 0.5) return x == 0.0 ? x : inverse_of_center(x);
  if (size < 1.0) return __builtin_copysign(inverse_of_tail(1.0 - size), x);
  return size == 1.0 ? __builtin_copysign(__builtin_inf(), x) : __builtin_nan("");
}

inline double inverse_complementary_error_function(double q) {
  if (q > 0.0 && q <= 0.5) return inverse_of_tail(q);
  if (q > 0.5 && q < 1.5) return q == 1.0 ? 0.0 : inverse_of_center(1.0 - q);
  if (q >= 1.5 && q < 2.0) return -inverse_of_tail(2.0 - q);
  if (q == 0.0 || q == 2.0) return q == 0.0 ? __builtin_inf() : -__builtin_inf();
  return __builtin_nan("");
}

/// exp(x^2) erfc(x). The square's rounding error is kept, as exp() would magnify it.
inline double scaled_complementary_error_function(double x) {
  if (x < 25.0) {
    const double square = x * x;
    const double rest = __builtin_fma(x, x, -square);
    if (square > 709.0) return x < 0.0 ? __builtin_inf() : 0.0;
    const double power = __builtin_exp(square);
    return (power + power * rest) * __builtin_erfc(x);
  }
  const double s = 1.0 / x / x;
  return 0.5 * two_over_root_pi / x *
         (1.0 - s * (0.5 - s * (0.75 - s * (1.875 - s * (6.5625 - s * (29.53125 - s * 162.421875))))));
}

/// erfc(-x / sqrt(2)) / 2, with the rounding error of the argument made good.
inline double normal_distribution(double x) {
  const double argument = -x * root_half;
  const double value = __builtin_erfc(argument);
  if (!(__builtin_fabs(argument) < 27.0)) return 0.5 * value;
  const double rest = __builtin_fma(-x, root_half, -argument) - x * root_half_rest;
  return 0.5 * (value - two_over_root_pi * __builtin_exp(-argument * argument) * rest);
}

inline double inverse_normal_distribution(double p) {
  return 0.0 - inverse_complementary_error_function(2.0 * p) / root_half;
}

/// The series of I0 or I1; all terms are positive.
inline double bessel_series(double x, int order) {
  const double quarter_square = 0.25 * x * x;
  double term = 1.0;
  double sum = 1.0;
  for (int k = 1; term > 1e-17 * sum && sum < __builtin_inf(); ++k) {
    term *= quarter_square / (static_cast<double>(k) * (k + order));
    sum += term;
  }
  return sum;
}
inline double bessel_i0(double x) { return __builtin_isinf(x) ? __builtin_inf() : bessel_series(x, 0); }
inline double bessel_i1(double x) { return __builtin_isinf(x) ? x : 0.5 * x * bessel_series(x, 1); }

}  // namespace gaplab::sim
