// Arithmetic on two halves or four bytes packed in a word: __vadd2, __vadd4 and so on.
// Source: CUDA Math API, "SIMD Intrinsics".
#pragma once
#pragma GCC system_header

#include "qualifiers.hpp"

namespace gaplab::sim {

constexpr int clamped(int x, int lowest, int highest) { return x < lowest ? lowest : x > highest ? highest : x; }
constexpr int magnitude(int x) { return x < 0 ? -x : x; }
/// The mean of two numbers with this sum; a half is rounded away from 0.
constexpr int rounded_mean(int sum) { return (sum + (sum >= 0 ? 1 : 0)) >> 1; }

}  // namespace gaplab::sim

// In an expression x and y are two lanes. Only its low bits are kept, so sums wrap around.
#define GAPLAB_SIM_EACH_LANE(name, parameters, lane, bits, second, expression)       \
  GAPLAB_SIM_INLINE unsigned int name parameters {                                   \
    unsigned int result = 0;                                                         \
    for (int at = 0; at < 32; at += bits) {                                          \
      const int x = static_cast<lane>(a >> at);                                      \
      const int y = static_cast<lane>(second >> at);                                 \
      static_cast<void>(y);                                                          \
      result |= (static_cast<unsigned int>(expression) & ((1U << bits) - 1U)) << at; \
    }                                                                                \
    return result;                                                                   \
  }
#define GAPLAB_SIM_SUM_OF_LANES(name, lane, bits, expression)           \
  GAPLAB_SIM_INLINE unsigned int name(unsigned int a, unsigned int b) { \
    unsigned int sum = 0;                                               \
    for (int at = 0; at < 32; at += bits) {                             \
      const int x = static_cast<lane>(a >> at);                         \
      const int y = static_cast<lane>(b >> at);                         \
      sum += static_cast<unsigned int>(expression);                     \
    }                                                                   \
    return sum;                                                         \
  }
#define GAPLAB_SIM_UNARY(name, lane, bits, expression) \
  GAPLAB_SIM_EACH_LANE(name, (unsigned int a), lane, bits, a, expression)
#define GAPLAB_SIM_BINARY(name, lane, bits, expression) \
  GAPLAB_SIM_EACH_LANE(name, (unsigned int a, unsigned int b), lane, bits, b, expression)
// A comparison gives all bits or none in __vcmp..., and 1 or 0 in __vset...
#define GAPLAB_SIM_COMPARISON(name, number, lane, bits, comparison)            \
  GAPLAB_SIM_BINARY(__vcmp##name##number, lane, bits, (comparison) ? ~0U : 0U) \
  GAPLAB_SIM_BINARY(__vset##name##number, lane, bits, (comparison) ? 1U : 0U)

#define GAPLAB_SIM_PACKED(number, bits, with_sign, without, lowest, highest, all)                                      \
  GAPLAB_SIM_BINARY(__vadd##number, without, bits, x + y)                                                              \
  GAPLAB_SIM_BINARY(__vsub##number, without, bits, x - y)                                                              \
  GAPLAB_SIM_BINARY(__vaddss##number, with_sign, bits, ::gaplab::sim::clamped(x + y, lowest, highest))                 \
  GAPLAB_SIM_BINARY(__vsubss##number, with_sign, bits, ::gaplab::sim::clamped(x - y, lowest, highest))                 \
  GAPLAB_SIM_BINARY(__vaddus##number, without, bits, ::gaplab::sim::clamped(x + y, 0, all))                            \
  GAPLAB_SIM_BINARY(__vsubus##number, without, bits, ::gaplab::sim::clamped(x - y, 0, all))                            \
  GAPLAB_SIM_BINARY(__vmins##number, with_sign, bits, x < y ? x : y)                                                   \
  GAPLAB_SIM_BINARY(__vmaxs##number, with_sign, bits, x < y ? y : x)                                                   \
  GAPLAB_SIM_BINARY(__vminu##number, without, bits, x < y ? x : y)                                                     \
  GAPLAB_SIM_BINARY(__vmaxu##number, without, bits, x < y ? y : x)                                                     \
  GAPLAB_SIM_BINARY(__vabsdiffs##number, with_sign, bits, ::gaplab::sim::magnitude(x - y))                             \
  GAPLAB_SIM_BINARY(__vabsdiffu##number, without, bits, ::gaplab::sim::magnitude(x - y))                               \
  GAPLAB_SIM_BINARY(__vavgs##number, with_sign, bits, ::gaplab::sim::rounded_mean(x + y))                              \
  GAPLAB_SIM_BINARY(__vavgu##number, without, bits, ::gaplab::sim::rounded_mean(x + y))                                \
  GAPLAB_SIM_BINARY(__vhaddu##number, without, bits, (x + y) >> 1)                                                     \
  GAPLAB_SIM_UNARY(__vneg##number, with_sign, bits, -x)                                                                \
  GAPLAB_SIM_UNARY(__vnegss##number, with_sign, bits, ::gaplab::sim::clamped(-x, lowest, highest))                     \
  GAPLAB_SIM_UNARY(__vabs##number, with_sign, bits, ::gaplab::sim::magnitude(x))                                       \
  GAPLAB_SIM_UNARY(__vabsss##number, with_sign, bits, ::gaplab::sim::clamped(::gaplab::sim::magnitude(x), 0, highest)) \
  GAPLAB_SIM_SUM_OF_LANES(__vsads##number, with_sign, bits, ::gaplab::sim::magnitude(x - y))                           \
  GAPLAB_SIM_SUM_OF_LANES(__vsadu##number, without, bits, ::gaplab::sim::magnitude(x - y))                             \
  GAPLAB_SIM_COMPARISON(eq, number, without, bits, x == y)                                                             \
  GAPLAB_SIM_COMPARISON(ne, number, without, bits, x != y)                                                             \
  GAPLAB_SIM_COMPARISON(ges, number, with_sign, bits, x >= y)                                                          \
  GAPLAB_SIM_COMPARISON(gts, number, with_sign, bits, x > y)                                                           \
  GAPLAB_SIM_COMPARISON(les, number, with_sign, bits, x <= y)                                                          \
  GAPLAB_SIM_COMPARISON(lts, number, with_sign, bits, x < y)                                                           \
  GAPLAB_SIM_COMPARISON(geu, number, without, bits, x >= y)                                                            \
  GAPLAB_SIM_COMPARISON(gtu, number, without, bits, x > y)                                                             \
  GAPLAB_SIM_COMPARISON(leu, number, without, bits, x <= y)                                                            \
  GAPLAB_SIM_COMPARISON(ltu, number, without, bits, x < y)
GAPLAB_SIM_PACKED(2, 16, short, unsigned short, -32768, 32767, 65535)
GAPLAB_SIM_PACKED(4, 8, signed char, unsigned char, -128, 127, 255)

#undef GAPLAB_SIM_PACKED
#undef GAPLAB_SIM_COMPARISON
#undef GAPLAB_SIM_BINARY
#undef GAPLAB_SIM_UNARY
#undef GAPLAB_SIM_SUM_OF_LANES
#undef GAPLAB_SIM_EACH_LANE
