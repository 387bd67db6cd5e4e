// Arithmetic with a chosen rounding: to nearest even (rn), towards zero (rz), up (ru), down (rd).
// Source: CUDA Math API, "Single Precision Intrinsics" and "Double Precision Intrinsics".
#pragma once
#pragma GCC system_header

#include <fenv.h>

#include "primitives.hpp"
#include "qualifiers.hpp"

namespace gaplab::sim {

/// Sets the rounding of the processor while it lives.
class rounding_mode {
 public:
  __attribute__((always_inline)) explicit rounding_mode(int mode) : m_before(fegetround()) { fesetround(mode); }
  __attribute__((always_inline)) ~rounding_mode() { fesetround(m_before); }
  rounding_mode(const rounding_mode&) = delete;
  rounding_mode& operator=(const rounding_mode&) = delete;

 private:
  int m_before;
};

/// A value that the compiler knows nothing of, so that what is computed from it is computed here, in this mode.
template <class Float>
__attribute__((always_inline)) inline Float opaque(Float x) {
  __asm__ volatile("" : "+m"(x) : : "memory");
  return x;
}

/// A result that is rounded by itself. Where the processor has a fused multiply-add, a compiler may make one of a
/// product and a sum, but these intrinsics are never part of one.
template <class Float>
__attribute__((always_inline)) inline Float unfused(Float x) {
#if defined(__aarch64__)
  __asm__("" : "+w"(x));
#elif defined(__FMA__)
  __asm__("" : "+x"(x));
#endif
  return x;
}

}  // namespace gaplab::sim

#define GAPLAB_SIM_ROUNDED(name, mode, real, parameters, expression) \
  GAPLAB_SIM_UNCHECKED static inline real name parameters {          \
    using ::gaplab::sim::opaque;                                     \
    const ::gaplab::sim::rounding_mode directed(mode);               \
    return opaque(expression);                                       \
  }
#define GAPLAB_SIM_ROUNDINGS(name, real, parameters, nearest, expression)                 \
  GAPLAB_SIM_INLINE real name##_rn parameters { return ::gaplab::sim::unfused(nearest); } \
  GAPLAB_SIM_ROUNDED(name##_rz, FE_TOWARDZERO, real, parameters, expression)              \
  GAPLAB_SIM_ROUNDED(name##_ru, FE_UPWARD, real, parameters, expression)                  \
  GAPLAB_SIM_ROUNDED(name##_rd, FE_DOWNWARD, real, parameters, expression)

#define GAPLAB_SIM_ARITHMETIC(letter, real, f)                                                \
  GAPLAB_SIM_ROUNDINGS(__##letter##add, real, (real a, real b), a + b, opaque(a) + opaque(b)) \
  GAPLAB_SIM_ROUNDINGS(__##letter##sub, real, (real a, real b), a - b, opaque(a) - opaque(b)) \
  GAPLAB_SIM_ROUNDINGS(__##letter##mul, real, (real a, real b), a* b, opaque(a) * opaque(b))  \
  GAPLAB_SIM_ROUNDINGS(__##letter##div, real, (real a, real b), a / b, opaque(a) / opaque(b)) \
  GAPLAB_SIM_ROUNDINGS(__##letter##rcp, real, (real a), 1 / a, 1 / opaque(a))                 \
  GAPLAB_SIM_ROUNDINGS(__##letter##sqrt, real, (real a), __builtin_sqrt##f(a), __builtin_sqrt##f(opaque(a)))
GAPLAB_SIM_ARITHMETIC(f, float, f)
GAPLAB_SIM_ARITHMETIC(d, double, )

#define GAPLAB_SIM_FUSED(name, real, f)                                                 \
  GAPLAB_SIM_ROUNDINGS(name, real, (real a, real b, real c), __builtin_fma##f(a, b, c), \
                       __builtin_fma##f(opaque(a), opaque(b), opaque(c)))
GAPLAB_SIM_FUSED(__fmaf, float, f)
GAPLAB_SIM_FUSED(__fmaf_ieee, float, f)
GAPLAB_SIM_FUSED(__fma, double, )

#undef GAPLAB_SIM_FUSED
#undef GAPLAB_SIM_ARITHMETIC
#undef GAPLAB_SIM_ROUNDINGS
#undef GAPLAB_SIM_ROUNDED

/// Rounded twice, but no float has a reciprocal root so near the middle of two others that it would matter.
GAPLAB_SIM_INLINE float __frsqrt_rn(float x) { return static_cast<float>(1.0 / __builtin_sqrt(x)); }
