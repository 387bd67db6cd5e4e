// Between the student's code and the CUDA runtime stands one of cuda_watch_nvcc.cpp and cuda_watch_simulator.cpp. It
// tells cuda_memory.cpp, which counts, what the student's code does with the GPU.
#pragma once

#include <cuda_runtime_api.h>

#include <cstddef>
#include <cstdint>

#include "gaplab/job_layout.hpp"

namespace gaplab {

/// A launch, and what CUDA said of it.
void note_launch(cudaError_t result, dim3 grid, dim3 block, std::size_t shared_bytes);

/// A copy. The reaches are the bytes from the first to the last one that is copied; gaps between rows count as copied.
void note_copy(const void* to, const void* from, std::uint64_t to_reach, std::uint64_t from_reach, cudaMemcpyKind kind);

/// The tensors of a call, on the device.
struct lent_tensors {
  char* device = nullptr;  ///< a copy of the job's bytes from `first` on, guards included
  std::uint64_t first = 0;
  const tensor_record* tensors = nullptr;
  std::uint32_t count = 0;
};

/// From here on it is that call which is watched. call counts the executions of the job from 0.
void watch_call(unsigned call, const lent_tensors& lent);

/// The call has ended.
void end_watch(unsigned call);

}  // namespace gaplab
