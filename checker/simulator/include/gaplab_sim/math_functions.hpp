// Mathematical functions that CUDA has beyond the C library's. The float versions compute in double.
// Source: CUDA Math API, "Single Precision" and "Double Precision Mathematical Functions".
#pragma once
#pragma GCC system_header

#include <math.h>

#include "qualifiers.hpp"
#include "special_functions.hpp"

namespace gaplab::sim {

constexpr double pi = 3.14159265358979323846;

/// sin(pi x). The remainder is exact, so that multiples of 1/2 give exact results.
inline double sine_of_pi(double x) {
  double turn = __builtin_remainder(x, 2.0);
  if (turn > 0.5) turn = 1.0 - turn;
  if (turn < -0.5) turn = -1.0 - turn;
  return turn == 0.0 ? __builtin_copysign(0.0, x) : __builtin_sin(pi * turn);
}

inline double cosine_of_pi(double x) {
  const double turn = __builtin_fabs(__builtin_remainder(x, 2.0));
  return turn <= 0.25 ? __builtin_cos(pi * turn) : __builtin_sin(pi * (0.5 - turn));
}

inline double length(double a, double b, double c) { return __builtin_hypot(__builtin_hypot(a, b), c); }
inline double length(double a, double b, double c, double d) {
  return __builtin_hypot(__builtin_hypot(a, b), __builtin_hypot(c, d));
}

template <class Value>
__attribute__((always_inline)) inline double length(int dimensions, const Value* p) {
  double sum = 0.0;
  for (int i = 0; i < dimensions; ++i) sum = __builtin_hypot(sum, static_cast<double>(p[i]));
  return sum;
}

}  // namespace gaplab::sim

// ---- roots and lengths
GAPLAB_SIM_LIBRARY_INLINE double rsqrt(double x) noexcept { return 1.0 / __builtin_sqrt(x); }
GAPLAB_SIM_LIBRARY_INLINE float rsqrtf(float x) noexcept { return 1.0F / __builtin_sqrtf(x); }
GAPLAB_SIM_INLINE float rsqrt(float x) { return rsqrtf(x); }
GAPLAB_SIM_INLINE double rcbrt(double x) { return 1.0 / __builtin_cbrt(x); }
GAPLAB_SIM_INLINE float rcbrtf(float x) { return static_cast<float>(1.0 / __builtin_cbrt(static_cast<double>(x))); }
GAPLAB_SIM_INLINE float rcbrt(float x) { return rcbrtf(x); }

GAPLAB_SIM_INLINE double rhypot(double x, double y) { return 1.0 / __builtin_hypot(x, y); }
GAPLAB_SIM_INLINE float rhypotf(float x, float y) { return static_cast<float>(1.0 / __builtin_hypot(x, y)); }
GAPLAB_SIM_INLINE float rhypot(float x, float y) { return rhypotf(x, y); }
GAPLAB_SIM_INLINE double norm3d(double a, double b, double c) { return ::gaplab::sim::length(a, b, c); }
GAPLAB_SIM_INLINE double rnorm3d(double a, double b, double c) { return 1.0 / ::gaplab::sim::length(a, b, c); }
GAPLAB_SIM_INLINE double norm4d(double a, double b, double c, double d) { return ::gaplab::sim::length(a, b, c, d); }
GAPLAB_SIM_INLINE double rnorm4d(double a, double b, double c, double d) {
  return 1.0 / ::gaplab::sim::length(a, b, c, d);
}
GAPLAB_SIM_INLINE float norm3df(float a, float b, float c) {
  return static_cast<float>(::gaplab::sim::length(a, b, c));
}
GAPLAB_SIM_INLINE float rnorm3df(float a, float b, float c) {
  return static_cast<float>(1.0 / ::gaplab::sim::length(a, b, c));
}
GAPLAB_SIM_INLINE float norm4df(float a, float b, float c, float d) {
  return static_cast<float>(::gaplab::sim::length(a, b, c, d));
}
GAPLAB_SIM_INLINE float rnorm4df(float a, float b, float c, float d) {
  return static_cast<float>(1.0 / ::gaplab::sim::length(a, b, c, d));
}
GAPLAB_SIM_INLINE double norm(int dimensions, const double* p) { return ::gaplab::sim::length(dimensions, p); }
GAPLAB_SIM_INLINE double rnorm(int dimensions, const double* p) { return 1.0 / ::gaplab::sim::length(dimensions, p); }
GAPLAB_SIM_INLINE float normf(int dimensions, const float* p) {
  return static_cast<float>(::gaplab::sim::length(dimensions, p));
}
GAPLAB_SIM_INLINE float rnormf(int dimensions, const float* p) {
  return static_cast<float>(1.0 / ::gaplab::sim::length(dimensions, p));
}

// ---- exponentials and angles
GAPLAB_SIM_INLINE float exp10(float x) { return ::exp10f(x); }
GAPLAB_SIM_LIBRARY_INLINE double sinpi(double x) noexcept { return ::gaplab::sim::sine_of_pi(x); }
GAPLAB_SIM_LIBRARY_INLINE float sinpif(float x) noexcept { return static_cast<float>(::gaplab::sim::sine_of_pi(x)); }
GAPLAB_SIM_INLINE float sinpi(float x) { return sinpif(x); }
GAPLAB_SIM_LIBRARY_INLINE double cospi(double x) noexcept { return ::gaplab::sim::cosine_of_pi(x); }
GAPLAB_SIM_LIBRARY_INLINE float cospif(float x) noexcept { return static_cast<float>(::gaplab::sim::cosine_of_pi(x)); }
GAPLAB_SIM_INLINE float cospi(float x) { return cospif(x); }

// Macros, so that the two writes stand on the line of the program, and are checked as its own. The results are as
// precise as what they are written to.
#define GAPLAB_SIM_SINE_AND_COSINE(sine, cosine, x, to_sine, to_cosine) \
  __extension__({                                                       \
    const decltype(*(to_sine) + 0) gaplab_angle = (x);                  \
    *(to_sine) = sine(gaplab_angle);                                    \
    *(to_cosine) = cosine(gaplab_angle);                                \
    static_cast<void>(0);                                               \
  })
#define sincos(x, to_sine, to_cosine) GAPLAB_SIM_SINE_AND_COSINE(sin, cos, x, to_sine, to_cosine)
#define sincosf(x, to_sine, to_cosine) GAPLAB_SIM_SINE_AND_COSINE(sinf, cosf, x, to_sine, to_cosine)
#define __sincosf(x, to_sine, to_cosine) GAPLAB_SIM_SINE_AND_COSINE(__sinf, __cosf, x, to_sine, to_cosine)
#define sincospi(x, to_sine, to_cosine) GAPLAB_SIM_SINE_AND_COSINE(sinpi, cospi, x, to_sine, to_cosine)
#define sincospif(x, to_sine, to_cosine) GAPLAB_SIM_SINE_AND_COSINE(sinpif, cospif, x, to_sine, to_cosine)

// ---- plain division, which nvcc makes a fast one only with -use_fast_math
GAPLAB_SIM_INLINE float fdividef(float x, float y) { return x / y; }
GAPLAB_SIM_INLINE double fdivide(double x, double y) { return x / y; }

// ---- the error function and the normal distribution
#define GAPLAB_SIM_FUNCTION(name, function)                                                           \
  GAPLAB_SIM_INLINE double name(double x) { return ::gaplab::sim::function(x); }                      \
  GAPLAB_SIM_INLINE float name##f(float x) { return static_cast<float>(::gaplab::sim::function(x)); } \
  GAPLAB_SIM_INLINE float name(float x) { return name##f(x); }
GAPLAB_SIM_FUNCTION(erfinv, inverse_error_function)
GAPLAB_SIM_FUNCTION(erfcinv, inverse_complementary_error_function)
GAPLAB_SIM_FUNCTION(erfcx, scaled_complementary_error_function)
GAPLAB_SIM_FUNCTION(normcdf, normal_distribution)
GAPLAB_SIM_FUNCTION(normcdfinv, inverse_normal_distribution)
GAPLAB_SIM_FUNCTION(cyl_bessel_i0, bessel_i0)
GAPLAB_SIM_FUNCTION(cyl_bessel_i1, bessel_i1)
#undef GAPLAB_SIM_FUNCTION
