// What nvcc knows of by itself: the qualifiers that mean nothing on a CPU, and the macros by which a file sees that it
// is compiled as CUDA. Source: CUDA C++ Programming Guide, "C++ Language Extensions".
//
// No macros, because the rewriter acts on them: __device__, __constant__, __shared__, __managed__. Nor __noinline__,
// which the C++ library spells in attributes of its own.
#pragma once
#pragma GCC system_header

#define __grid_constant__
#define __launch_bounds__(...)
#define __maxnreg__(...)

// Without always_inline: nvcc accepts recursive functions with this qualifier, and g++ would refuse them.
#define __forceinline__ inline
#define __inline_hint__ inline

#define __align__(n) __attribute__((aligned(n)))
#define __builtin_align__(n) __align__(n)

// A promise about the pointers of one thread. clang takes it for one about all threads, and keeps a loaded value across
// a barrier at which another thread has written a new one.
#define __restrict__

// As defined by nvcc 13.0. __CUDA_ARCH__ is left undefined: one translation serves host and device.
#define __CUDACC__ 1
#define __NVCC__ 1
#define __CUDACC_VER_MAJOR__ 13
#define __CUDACC_VER_MINOR__ 0
#define __CUDACC_VER_BUILD__ 88
#define __CUDA_ARCH_LIST__ 800
#define __CUDACC_EXTENDED_LAMBDA__ 1
#define __CUDACC_RELAXED_CONSTEXPR__ 1
#define CUDART_VERSION 13000
#define CUDART_CB

// By these other headers see that CUDA's own have been included.
#define __CUDA_RUNTIME_H__
#define __CUDA_RUNTIME_API_H__
#define __DRIVER_TYPES_H__
#define __VECTOR_TYPES_H__
#define __DEVICE_TYPES_H__
#define __HOST_DEFINES_H__
#define __HOST_CONFIG_H__

#if !defined(__clang__)
#define __builtin_assume(condition) (static_cast<void>(0))
#endif
#define __assume(condition) (static_cast<void>(0))

// For functions of these headers: part of their caller in a report and in a profile, and checked as the caller is.
#define GAPLAB_SIM_PART_OF_CALLER __attribute__((always_inline)) inline
#define GAPLAB_SIM_INLINE static GAPLAB_SIM_PART_OF_CALLER

// For those whose name the C library may declare, too. Some it declares today, others in its newer versions only, so
// the declaration must agree with its own.
#define GAPLAB_SIM_LIBRARY_INLINE extern "C" __attribute__((always_inline)) inline
