// CUDA's vector types, with its sizes and alignments, and dim3.
// Source: CUDA C++ Programming Guide, "Built-in Vector Types".
#pragma once
#pragma GCC system_header

#include "qualifiers.hpp"

// Two and four elements are aligned as a whole, so that one instruction can load them; one and three as an element.
#define GAPLAB_SIM_VECTOR_4(element, name, alignment) \
  struct __attribute__((aligned(alignment))) name {   \
    element x, y, z, w;                               \
  };                                                  \
  GAPLAB_SIM_INLINE name make_##name(element x, element y, element z, element w) { return {x, y, z, w}; }

#define GAPLAB_SIM_VECTORS(element, name, alignment_of_2, alignment_of_4)                         \
  struct name##1 {                                                                                \
    element x;                                                                                    \
  };                                                                                              \
  struct __attribute__((aligned(alignment_of_2))) name##2 {                                       \
    element x, y;                                                                                 \
  };                                                                                              \
  struct name##3 {                                                                                \
    element x, y, z;                                                                              \
  };                                                                                              \
  GAPLAB_SIM_INLINE name##1 make_##name##1(element x) { return {x}; }                             \
  GAPLAB_SIM_INLINE name##2 make_##name##2(element x, element y) { return {x, y}; }               \
  GAPLAB_SIM_INLINE name##3 make_##name##3(element x, element y, element z) { return {x, y, z}; } \
  GAPLAB_SIM_VECTOR_4(element, name##4, alignment_of_4)

GAPLAB_SIM_VECTORS(signed char, char, 2, 4)
GAPLAB_SIM_VECTORS(unsigned char, uchar, 2, 4)
GAPLAB_SIM_VECTORS(short, short, 4, 8)
GAPLAB_SIM_VECTORS(unsigned short, ushort, 4, 8)
GAPLAB_SIM_VECTORS(int, int, 8, 16)
GAPLAB_SIM_VECTORS(unsigned int, uint, 8, 16)
GAPLAB_SIM_VECTORS(long, long, 16, 16)
GAPLAB_SIM_VECTORS(unsigned long, ulong, 16, 16)
GAPLAB_SIM_VECTORS(long long, longlong, 16, 16)
GAPLAB_SIM_VECTORS(unsigned long long, ulonglong, 16, 16)
GAPLAB_SIM_VECTORS(float, float, 8, 16)
GAPLAB_SIM_VECTORS(double, double, 16, 16)

// CUDA 13 names the alignment of four 8-byte elements.
#define GAPLAB_SIM_VECTORS_ALIGNED(element, name) \
  GAPLAB_SIM_VECTOR_4(element, name##4_16a, 16)   \
  GAPLAB_SIM_VECTOR_4(element, name##4_32a, 32)
GAPLAB_SIM_VECTORS_ALIGNED(long, long)
GAPLAB_SIM_VECTORS_ALIGNED(unsigned long, ulong)
GAPLAB_SIM_VECTORS_ALIGNED(long long, longlong)
GAPLAB_SIM_VECTORS_ALIGNED(unsigned long long, ulonglong)
GAPLAB_SIM_VECTORS_ALIGNED(double, double)

#undef GAPLAB_SIM_VECTORS_ALIGNED
#undef GAPLAB_SIM_VECTORS
#undef GAPLAB_SIM_VECTOR_4

/// The size of a grid or a block. What is not given is 1.
struct dim3 {
  unsigned int x, y, z;
  constexpr dim3(unsigned int x_size = 1, unsigned int y_size = 1, unsigned int z_size = 1)
      : x(x_size), y(y_size), z(z_size) {}
  constexpr dim3(uint3 size) : x(size.x), y(size.y), z(size.z) {}
  constexpr operator uint3() const { return uint3{x, y, z}; }
};
