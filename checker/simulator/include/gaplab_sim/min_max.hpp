// min and max, with the overloads of CUDA: mixed signedness makes the result unsigned, a NaN gives way to a number.
// Source: CUDA Math API, "Integer Mathematical Functions" and "Single Precision Mathematical Functions".
#pragma once
#pragma GCC system_header

#include <math.h>

#include "qualifiers.hpp"

#define GAPLAB_SIM_MIN_MAX_INTEGER(result, left, right) \
  GAPLAB_SIM_INLINE result min(left a, right b) {       \
    const result first = static_cast<result>(a);        \
    const result second = static_cast<result>(b);       \
    return second < first ? second : first;             \
  }                                                     \
  GAPLAB_SIM_INLINE result max(left a, right b) {       \
    const result first = static_cast<result>(a);        \
    const result second = static_cast<result>(b);       \
    return first < second ? second : first;             \
  }
#define GAPLAB_SIM_MIN_MAX_INTEGERS(type)                                 \
  GAPLAB_SIM_MIN_MAX_INTEGER(type, type, type)                            \
  GAPLAB_SIM_MIN_MAX_INTEGER(unsigned type, unsigned type, unsigned type) \
  GAPLAB_SIM_MIN_MAX_INTEGER(unsigned type, type, unsigned type)          \
  GAPLAB_SIM_MIN_MAX_INTEGER(unsigned type, unsigned type, type)
GAPLAB_SIM_MIN_MAX_INTEGERS(int)
GAPLAB_SIM_MIN_MAX_INTEGERS(long)
GAPLAB_SIM_MIN_MAX_INTEGERS(long long)
#undef GAPLAB_SIM_MIN_MAX_INTEGERS
#undef GAPLAB_SIM_MIN_MAX_INTEGER

GAPLAB_SIM_INLINE float min(float a, float b) { return __builtin_fminf(a, b); }
GAPLAB_SIM_INLINE float max(float a, float b) { return __builtin_fmaxf(a, b); }
GAPLAB_SIM_INLINE double min(double a, double b) { return __builtin_fmin(a, b); }
GAPLAB_SIM_INLINE double max(double a, double b) { return __builtin_fmax(a, b); }
GAPLAB_SIM_INLINE double min(float a, double b) { return __builtin_fmin(static_cast<double>(a), b); }
GAPLAB_SIM_INLINE double max(float a, double b) { return __builtin_fmax(static_cast<double>(a), b); }
GAPLAB_SIM_INLINE double min(double a, float b) { return __builtin_fmin(a, static_cast<double>(b)); }
GAPLAB_SIM_INLINE double max(double a, float b) { return __builtin_fmax(a, static_cast<double>(b)); }

GAPLAB_SIM_INLINE unsigned int umin(unsigned int a, unsigned int b) { return min(a, b); }
GAPLAB_SIM_INLINE unsigned int umax(unsigned int a, unsigned int b) { return max(a, b); }
GAPLAB_SIM_INLINE long long llmin(long long a, long long b) { return min(a, b); }
GAPLAB_SIM_INLINE long long llmax(long long a, long long b) { return max(a, b); }
GAPLAB_SIM_INLINE unsigned long long ullmin(unsigned long long a, unsigned long long b) { return min(a, b); }
GAPLAB_SIM_INLINE unsigned long long ullmax(unsigned long long a, unsigned long long b) { return max(a, b); }
