// For clang's CUDA front end alone, which is asked which functions are called on the wrong side: it gives every
// function of the simulator's headers and of the C library both sides, and the qualifiers their meaning. Nothing is
// made of it.
#pragma once
#pragma GCC system_header

#define GAPLAB_SIM_CHECK 1

// Within these two pragmas a function without a qualifier is __host__ __device__.
#pragma clang force_cuda_host_device begin
#include "../cuda_runtime.h"
#if __has_include("../cooperative_groups.h")
#include "../cooperative_groups.h"
#endif
#if __has_include("../cooperative_groups/reduce.h")
#include "../cooperative_groups/reduce.h"
#endif
#pragma clang force_cuda_host_device end

#undef __global__
#undef __host__
#undef __launch_bounds__
#define __global__ __attribute__((global))
#define __host__ __attribute__((host))
#define __device__ __attribute__((device))
#define __shared__ __attribute__((shared))
#define __constant__ __attribute__((constant))
#define __noinline__ __attribute__((noinline))
#define __launch_bounds__(...) __attribute__((launch_bounds(__VA_ARGS__)))

// What clang makes of <<< >>>, by the toolkit that it takes itself to work with.
extern "C" unsigned __cudaPushCallConfiguration(dim3 grid, dim3 block, size_t shared = 0, void* stream = nullptr);
extern "C" cudaError_t cudaConfigureCall(dim3 grid, dim3 block, size_t shared = 0, cudaStream_t stream = nullptr);
