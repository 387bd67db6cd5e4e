// Integer intrinsics. Source: CUDA Math API, "Integer Intrinsics".
#pragma once
#pragma GCC system_header

#include "conversions.hpp"
#include "qualifiers.hpp"
#include "vector_types.hpp"

// ---- bits
GAPLAB_SIM_INLINE int __popc(unsigned int x) { return __builtin_popcount(x); }
GAPLAB_SIM_INLINE int __popcll(unsigned long long x) { return __builtin_popcountll(x); }
GAPLAB_SIM_INLINE int __clz(int x) { return x == 0 ? 32 : __builtin_clz(static_cast<unsigned int>(x)); }
GAPLAB_SIM_INLINE int __clzll(long long x) { return x == 0 ? 64 : __builtin_clzll(static_cast<unsigned long long>(x)); }
GAPLAB_SIM_INLINE int __ffs(int x) { return __builtin_ffs(x); }
GAPLAB_SIM_INLINE int __ffsll(long long x) { return __builtin_ffsll(x); }
GAPLAB_SIM_INLINE unsigned int __brev(unsigned int x) {
  x = (x >> 1 & 0x55555555U) | (x & 0x55555555U) << 1;
  x = (x >> 2 & 0x33333333U) | (x & 0x33333333U) << 2;
  x = (x >> 4 & 0x0f0f0f0fU) | (x & 0x0f0f0f0fU) << 4;
  return __builtin_bswap32(x);
}
GAPLAB_SIM_INLINE unsigned long long __brevll(unsigned long long x) {
  const unsigned long long low = __brev(static_cast<unsigned int>(x));
  return low << 32 | __brev(static_cast<unsigned int>(x >> 32));
}
GAPLAB_SIM_INLINE unsigned short __nv_bswap16(unsigned short x) { return __builtin_bswap16(x); }
GAPLAB_SIM_INLINE unsigned int __nv_bswap32(unsigned int x) { return __builtin_bswap32(x); }
GAPLAB_SIM_INLINE unsigned long long __nv_bswap64(unsigned long long x) { return __builtin_bswap64(x); }

/// Four of the eight bytes y:x, each chosen by the lowest three bits of a nibble of the selector.
GAPLAB_SIM_INLINE unsigned int __byte_perm(unsigned int x, unsigned int y, unsigned int selector) {
  const unsigned long long bytes = static_cast<unsigned long long>(y) << 32 | x;
  unsigned int result = 0;
  for (int i = 0; i < 4; ++i) {
    result |= static_cast<unsigned int>(bytes >> 8 * (selector >> 4 * i & 7U) & 0xffU) << 8 * i;
  }
  return result;
}

// The high or the low half of high:low, shifted. The shift is taken modulo 32, or in the versions ending in c is at
// most 32.
GAPLAB_SIM_INLINE unsigned int __funnelshift_l(unsigned int low, unsigned int high, unsigned int shift) {
  const unsigned long long both = static_cast<unsigned long long>(high) << 32 | low;
  return static_cast<unsigned int>(both << (shift & 31U) >> 32);
}
GAPLAB_SIM_INLINE unsigned int __funnelshift_lc(unsigned int low, unsigned int high, unsigned int shift) {
  return shift >= 32U ? low : __funnelshift_l(low, high, shift);
}
GAPLAB_SIM_INLINE unsigned int __funnelshift_r(unsigned int low, unsigned int high, unsigned int shift) {
  const unsigned long long both = static_cast<unsigned long long>(high) << 32 | low;
  return static_cast<unsigned int>(both >> (shift & 31U));
}
GAPLAB_SIM_INLINE unsigned int __funnelshift_rc(unsigned int low, unsigned int high, unsigned int shift) {
  return shift >= 32U ? high : __funnelshift_r(low, high, shift);
}

/// Where in the mask, from bit `base` on, the offset-th set bit is: upwards for offset > 0, downwards for offset < 0;
/// all bits set if there is none. Offset 0 asks whether bit `base` is set.
GAPLAB_SIM_INLINE unsigned int __fns(unsigned int mask, unsigned int base, int offset) {
  int missing = offset < 0 ? -offset : offset;
  if (missing == 0) missing = 1;
  for (unsigned int bit = base; bit < 32U; bit += offset < 0 ? -1U : 1U) {
    if ((mask >> bit & 1U) != 0 && --missing == 0) return bit;
    if (offset == 0) break;
  }
  return 0xffffffffU;
}

// ---- arithmetic. Sums and differences wrap around.
GAPLAB_SIM_INLINE int __mulhi(int x, int y) { return static_cast<int>(static_cast<long long>(x) * y >> 32); }
GAPLAB_SIM_INLINE unsigned int __umulhi(unsigned int x, unsigned int y) {
  return static_cast<unsigned int>(static_cast<unsigned long long>(x) * y >> 32);
}
GAPLAB_SIM_INLINE long long __mul64hi(long long x, long long y) {
  return static_cast<long long>(static_cast<::gaplab::sim::wide_integer>(x) * y >> 64);
}
GAPLAB_SIM_INLINE unsigned long long __umul64hi(unsigned long long x, unsigned long long y) {
  return static_cast<unsigned long long>(static_cast<unsigned __int128>(x) * y >> 64);
}
/// The low 32 bits of the product of the low 24 bits of each.
GAPLAB_SIM_INLINE unsigned int __umul24(unsigned int x, unsigned int y) { return (x & 0xffffffU) * (y & 0xffffffU); }
GAPLAB_SIM_INLINE int __mul24(int x, int y) {
  const long long first = static_cast<int>(static_cast<unsigned int>(x) << 8) >> 8;
  const long long second = static_cast<int>(static_cast<unsigned int>(y) << 8) >> 8;
  return static_cast<int>(first * second);
}
GAPLAB_SIM_INLINE unsigned int __usad(unsigned int x, unsigned int y, unsigned int sum) {
  return (x < y ? y - x : x - y) + sum;
}
GAPLAB_SIM_INLINE unsigned int __sad(int x, int y, unsigned int sum) {
  const unsigned int first = static_cast<unsigned int>(x);
  const unsigned int second = static_cast<unsigned int>(y);
  return (x < y ? second - first : first - second) + sum;
}
// The mean: rounded down, or up in the versions with an r.
GAPLAB_SIM_INLINE int __hadd(int x, int y) { return static_cast<int>((static_cast<long long>(x) + y) >> 1); }
GAPLAB_SIM_INLINE int __rhadd(int x, int y) { return static_cast<int>((static_cast<long long>(x) + y + 1) >> 1); }
GAPLAB_SIM_INLINE unsigned int __uhadd(unsigned int x, unsigned int y) {
  return static_cast<unsigned int>((static_cast<unsigned long long>(x) + y) >> 1);
}
GAPLAB_SIM_INLINE unsigned int __urhadd(unsigned int x, unsigned int y) {
  return static_cast<unsigned int>((static_cast<unsigned long long>(x) + y + 1) >> 1);
}

// ---- scalar products of four bytes, and of two halves with two of four bytes, added to a sum
#define GAPLAB_SIM_DOT(scalar, byte4, half2)                                                                       \
  GAPLAB_SIM_INLINE scalar __dp4a(byte4 a, byte4 b, scalar sum) {                                                  \
    return static_cast<scalar>(static_cast<unsigned int>(a.x * b.x + a.y * b.y + a.z * b.z + a.w * b.w) +          \
                               static_cast<unsigned int>(sum));                                                    \
  }                                                                                                                \
  GAPLAB_SIM_INLINE scalar __dp4a(scalar a, scalar b, scalar sum) {                                                \
    return __dp4a(__builtin_bit_cast(byte4, a), __builtin_bit_cast(byte4, b), sum);                                \
  }                                                                                                                \
  GAPLAB_SIM_INLINE scalar __dp2a_lo(half2 a, byte4 b, scalar sum) {                                               \
    return static_cast<scalar>(static_cast<unsigned int>(a.x * b.x + a.y * b.y) + static_cast<unsigned int>(sum)); \
  }                                                                                                                \
  GAPLAB_SIM_INLINE scalar __dp2a_lo(scalar a, scalar b, scalar sum) {                                             \
    return __dp2a_lo(__builtin_bit_cast(half2, a), __builtin_bit_cast(byte4, b), sum);                             \
  }                                                                                                                \
  GAPLAB_SIM_INLINE scalar __dp2a_hi(half2 a, byte4 b, scalar sum) {                                               \
    return static_cast<scalar>(static_cast<unsigned int>(a.x * b.z + a.y * b.w) + static_cast<unsigned int>(sum)); \
  }                                                                                                                \
  GAPLAB_SIM_INLINE scalar __dp2a_hi(scalar a, scalar b, scalar sum) {                                             \
    return __dp2a_hi(__builtin_bit_cast(half2, a), __builtin_bit_cast(byte4, b), sum);                             \
  }
GAPLAB_SIM_DOT(int, char4, short2)
GAPLAB_SIM_DOT(unsigned int, uchar4, ushort2)
#undef GAPLAB_SIM_DOT
