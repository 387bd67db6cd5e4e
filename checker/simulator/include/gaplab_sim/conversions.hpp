// Conversions between floating-point numbers and integers with a chosen rounding, and reinterpretation of bits.
// Source: CUDA Math API, "Type Casting Intrinsics"; for NaN and what is out of range: PTX ISA, "cvt".
#pragma once
#pragma GCC system_header

#include "qualifiers.hpp"

namespace gaplab::sim {

/// Out of range becomes the nearest integer there is.
template <class Integer, class Float>
constexpr Integer saturated(Float x, Integer lowest, Integer highest, Float past_highest, Integer at_nan) {
  return x != x                           ? at_nan
         : x < static_cast<Float>(lowest) ? lowest
         : x >= past_highest              ? highest
                                          : static_cast<Integer>(x);
}

/// The next number in the given direction, infinity after the largest.
inline float after(float x) { return __builtin_nextafterf(x, __builtin_inff()); }
inline float before(float x) { return __builtin_nextafterf(x, -__builtin_inff()); }
inline double after(double x) { return __builtin_nextafter(x, __builtin_inf()); }
inline double before(double x) { return __builtin_nextafter(x, -__builtin_inf()); }

/// Rounds `exact` up, down or towards zero, by way of rounding to nearest. Exact is a type that holds both.
template <class Float, class Exact, class Source>
inline Float rounded_up(Source exact) {
  const Float nearest = static_cast<Float>(exact);
  return static_cast<Exact>(nearest) < static_cast<Exact>(exact) ? after(nearest) : nearest;
}
template <class Float, class Exact, class Source>
inline Float rounded_down(Source exact) {
  const Float nearest = static_cast<Float>(exact);
  return static_cast<Exact>(nearest) > static_cast<Exact>(exact) ? before(nearest) : nearest;
}
template <class Float, class Exact, class Source>
inline Float rounded_to_zero(Source exact) {
  return exact < 0 ? rounded_up<Float, Exact>(exact) : rounded_down<Float, Exact>(exact);
}

__extension__ typedef __int128 wide_integer;

}  // namespace gaplab::sim

// ---- to integers: to nearest even, towards zero, up, down
#define GAPLAB_SIM_TO_INTEGER(name, integer, real, f, lowest, highest, past_highest, at_nan)                      \
  GAPLAB_SIM_INLINE integer name##_rn(real x) {                                                                   \
    return ::gaplab::sim::saturated<integer, real>(__builtin_rint##f(x), lowest, highest, past_highest, at_nan);  \
  }                                                                                                               \
  GAPLAB_SIM_INLINE integer name##_rz(real x) {                                                                   \
    return ::gaplab::sim::saturated<integer, real>(__builtin_trunc##f(x), lowest, highest, past_highest, at_nan); \
  }                                                                                                               \
  GAPLAB_SIM_INLINE integer name##_ru(real x) {                                                                   \
    return ::gaplab::sim::saturated<integer, real>(__builtin_ceil##f(x), lowest, highest, past_highest, at_nan);  \
  }                                                                                                               \
  GAPLAB_SIM_INLINE integer name##_rd(real x) {                                                                   \
    return ::gaplab::sim::saturated<integer, real>(__builtin_floor##f(x), lowest, highest, past_highest, at_nan); \
  }
#define GAPLAB_SIM_INT_MIN (-0x7fffffff - 1)
#define GAPLAB_SIM_LL_MIN (-0x7fffffffffffffffLL - 1)
// A NaN becomes 0 only where both types have 32 bits, else the bits 100...0.
GAPLAB_SIM_TO_INTEGER(__float2int, int, float, f, GAPLAB_SIM_INT_MIN, 0x7fffffff, 0x1p31F, 0)
GAPLAB_SIM_TO_INTEGER(__float2uint, unsigned int, float, f, 0U, 0xffffffffU, 0x1p32F, 0U)
GAPLAB_SIM_TO_INTEGER(__float2ll, long long, float, f, GAPLAB_SIM_LL_MIN, 0x7fffffffffffffffLL, 0x1p63F,
                      GAPLAB_SIM_LL_MIN)
GAPLAB_SIM_TO_INTEGER(__float2ull, unsigned long long, float, f, 0ULL, 0xffffffffffffffffULL, 0x1p64F,
                      0x8000000000000000ULL)
GAPLAB_SIM_TO_INTEGER(__double2int, int, double, , GAPLAB_SIM_INT_MIN, 0x7fffffff, 0x1p31, GAPLAB_SIM_INT_MIN)
GAPLAB_SIM_TO_INTEGER(__double2uint, unsigned int, double, , 0U, 0xffffffffU, 0x1p32, 0x80000000U)
GAPLAB_SIM_TO_INTEGER(__double2ll, long long, double, , GAPLAB_SIM_LL_MIN, 0x7fffffffffffffffLL, 0x1p63,
                      GAPLAB_SIM_LL_MIN)
GAPLAB_SIM_TO_INTEGER(__double2ull, unsigned long long, double, , 0ULL, 0xffffffffffffffffULL, 0x1p64,
                      0x8000000000000000ULL)
#undef GAPLAB_SIM_TO_INTEGER
#undef GAPLAB_SIM_LL_MIN
#undef GAPLAB_SIM_INT_MIN

// ---- to floating-point numbers
#define GAPLAB_SIM_TO_REAL(name, real, exact, source)                                                   \
  GAPLAB_SIM_INLINE real name##_rn(source x) { return static_cast<real>(x); }                           \
  GAPLAB_SIM_INLINE real name##_rz(source x) { return ::gaplab::sim::rounded_to_zero<real, exact>(x); } \
  GAPLAB_SIM_INLINE real name##_ru(source x) { return ::gaplab::sim::rounded_up<real, exact>(x); }      \
  GAPLAB_SIM_INLINE real name##_rd(source x) { return ::gaplab::sim::rounded_down<real, exact>(x); }
GAPLAB_SIM_TO_REAL(__int2float, float, double, int)
GAPLAB_SIM_TO_REAL(__uint2float, float, double, unsigned int)
GAPLAB_SIM_TO_REAL(__double2float, float, double, double)
GAPLAB_SIM_TO_REAL(__ll2float, float, ::gaplab::sim::wide_integer, long long)
GAPLAB_SIM_TO_REAL(__ull2float, float, ::gaplab::sim::wide_integer, unsigned long long)
GAPLAB_SIM_TO_REAL(__ll2double, double, ::gaplab::sim::wide_integer, long long)
GAPLAB_SIM_TO_REAL(__ull2double, double, ::gaplab::sim::wide_integer, unsigned long long)
#undef GAPLAB_SIM_TO_REAL
GAPLAB_SIM_INLINE double __int2double_rn(int x) { return static_cast<double>(x); }
GAPLAB_SIM_INLINE double __uint2double_rn(unsigned int x) { return static_cast<double>(x); }

// ---- bits
GAPLAB_SIM_INLINE int __float_as_int(float x) { return __builtin_bit_cast(int, x); }
GAPLAB_SIM_INLINE unsigned int __float_as_uint(float x) { return __builtin_bit_cast(unsigned int, x); }
GAPLAB_SIM_INLINE float __int_as_float(int x) { return __builtin_bit_cast(float, x); }
GAPLAB_SIM_INLINE float __uint_as_float(unsigned int x) { return __builtin_bit_cast(float, x); }
GAPLAB_SIM_INLINE long long __double_as_longlong(double x) { return __builtin_bit_cast(long long, x); }
GAPLAB_SIM_INLINE double __longlong_as_double(long long x) { return __builtin_bit_cast(double, x); }
GAPLAB_SIM_INLINE int __double2hiint(double x) { return static_cast<int>(__double_as_longlong(x) >> 32); }
GAPLAB_SIM_INLINE int __double2loint(double x) { return static_cast<int>(__double_as_longlong(x)); }
GAPLAB_SIM_INLINE double __hiloint2double(int high, int low) {
  const unsigned long long bits = static_cast<unsigned long long>(static_cast<unsigned int>(high)) << 32;
  return __builtin_bit_cast(double, bits | static_cast<unsigned int>(low));
}
