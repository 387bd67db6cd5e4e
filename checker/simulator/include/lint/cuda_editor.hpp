// For editors that understand code by clang, such as those with clangd: CUDA as far as clang can know it without a
// toolkit. It comes before a student's file. Nothing is made of it.
//
// To clang a function belongs to the host, to the device or to both, and it must be declared so each time. What the
// simulator's headers take from the C++ library belongs to both, and so must all that belongs together with it: the
// library's usual headers are therefore included here, and are no others when a file includes them again.
#pragma once
#pragma GCC system_header

#include <exception>
#include <new>
#define __CLANG_CUDA_WRAPPERS_NEW  // clang's own additions to <new> need a toolkit

#define __host__
#define __device__
#pragma clang force_cuda_host_device begin
#include <algorithm>
#include <array>
#include <deque>
#include <functional>
#include <iostream>
#include <map>
#include <memory>
#include <numeric>
#include <random>
#include <set>
#include <string>
#include <vector>
#pragma clang force_cuda_host_device end
#undef __host__
#undef __device__

#include "cuda_lint.hpp"

__device__ inline void* operator new(std::size_t, void* place) noexcept { return place; }
__device__ inline void* operator new[](std::size_t, void* place) noexcept { return place; }

// Otherwise the rewriter's work.
extern __device__ const uint3 threadIdx, blockIdx;
extern __device__ const dim3 blockDim, gridDim;
