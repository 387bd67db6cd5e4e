// What the simulated GPU offers to a program that works with it from the host's side, beside the CUDA runtime: the
// checker's worker.
#pragma once

#include <cuda_runtime_api.h>

#include <cstddef>
#include <cstdint>

namespace gaplab::sim {

/// Functions that are called when the program launches or copies. Those that are nullptr are not.
struct observer {
  /// After each launch, accepted or not. result is cudaSuccess or why it was refused; shared_bytes those of the launch.
  void (*launched)(cudaError_t result, dim3 grid, dim3 block, std::size_t shared_bytes);
  /// Before each copy, by whichever function. The reaches are the bytes from the first to the last one that is copied,
  /// gaps between rows counted.
  void (*copied)(const void* to, const void* from, std::uint64_t to_reach, std::uint64_t from_reach,
                 cudaMemcpyKind kind);
};

/// Replaces the observer.
void observe(const observer& observer);

/// Notes which call of a step is under way, for what is found from here on: gpu_header::call.
void begin_call(unsigned call);

/// A piece of an allocation.
struct part {
  const char* name;            ///< what it is called in findings; must live as long as the allocation
  std::uint64_t offset, size;  ///< in bytes, from the allocation's beginning
  bool initialised;            ///< whether it may be read before it is written
};

/// Divides an allocation into parts, in the order of their offsets. For kernels the bytes outside of all parts are out
/// of bounds.
void divide(void* allocation, const part* parts, int count);

}  // namespace gaplab::sim
