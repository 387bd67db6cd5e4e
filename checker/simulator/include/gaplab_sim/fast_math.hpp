// The fast and less precise intrinsics. They are as precise here as the C library, but keep what is peculiar about
// them: where the GPU's results are of another kind than those of the precise functions, so are these. Source: CUDA C++
// Programming Guide, "Mathematical Functions", "Intrinsic Functions".
#pragma once
#pragma GCC system_header

#include <math.h>

#include "qualifiers.hpp"

/// For 2^126 < |y| < 2^128 the result is 0, or NaN if x is infinite.
GAPLAB_SIM_INLINE float __fdividef(float x, float y) {
  const float size = __builtin_fabsf(y);
  return size > 0x1p126F && size < __builtin_inff() ? x * __builtin_copysignf(0.0F, y) : x / y;
}

GAPLAB_SIM_LIBRARY_INLINE float __expf(float x) noexcept { return __builtin_expf(x); }
GAPLAB_SIM_LIBRARY_INLINE float __exp10f(float x) noexcept { return ::exp10f(x); }
GAPLAB_SIM_LIBRARY_INLINE float __logf(float x) noexcept { return __builtin_logf(x); }
GAPLAB_SIM_LIBRARY_INLINE float __log2f(float x) noexcept { return __builtin_log2f(x); }
GAPLAB_SIM_LIBRARY_INLINE float __log10f(float x) noexcept { return __builtin_log10f(x); }
GAPLAB_SIM_LIBRARY_INLINE float __sinf(float x) noexcept { return __builtin_sinf(x); }
GAPLAB_SIM_LIBRARY_INLINE float __cosf(float x) noexcept { return __builtin_cosf(x); }
GAPLAB_SIM_LIBRARY_INLINE float __tanf(float x) noexcept { return __builtin_tanf(x); }
GAPLAB_SIM_LIBRARY_INLINE float __tanhf(float x) noexcept { return __builtin_tanhf(x); }

/// exp2(y log2(x)), hence NaN for a negative x, and inexact where y log2(x) is large.
GAPLAB_SIM_LIBRARY_INLINE float __powf(float x, float y) noexcept { return __builtin_exp2f(y * __builtin_log2f(x)); }

/// To [0, 1]; NaN becomes 0.
GAPLAB_SIM_INLINE float __saturatef(float x) { return x > 0.0F ? (x < 1.0F ? x : 1.0F) : 0.0F; }
