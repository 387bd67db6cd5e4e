// Functions by which threads wait for each other, order their accesses, tell the time and give up.
// Source: CUDA C++ Programming Guide, "Memory Fence Functions", "Synchronization Functions", "Time Function",
// "Nanosleep Function", "Trap function".
#pragma once
#pragma GCC system_header

#include <time.h>

#include "primitives.hpp"
#include "qualifiers.hpp"

namespace gaplab::sim {
/// Ends the kernel, as an error that the hardware dies of does.
void trap();
}  // namespace gaplab::sim

// ---- barriers
GAPLAB_SIM_INLINE void __syncthreads(GAPLAB_SIM_HERE) {
  ::gaplab::sim::block_barrier("__syncthreads", {gaplab_file, gaplab_line});
}
GAPLAB_SIM_INLINE int __syncthreads_count(int predicate, GAPLAB_SIM_HERE) {
  return static_cast<int>(
      ::gaplab::sim::block_barrier_count("__syncthreads_count", predicate != 0, {gaplab_file, gaplab_line}).holding);
}
GAPLAB_SIM_INLINE int __syncthreads_and(int predicate, GAPLAB_SIM_HERE) {
  const ::gaplab::sim::predicate_counts counts =
      ::gaplab::sim::block_barrier_count("__syncthreads_and", predicate != 0, {gaplab_file, gaplab_line});
  return counts.holding == counts.threads ? 1 : 0;
}
GAPLAB_SIM_INLINE int __syncthreads_or(int predicate, GAPLAB_SIM_HERE) {
  return ::gaplab::sim::block_barrier_count("__syncthreads_or", predicate != 0, {gaplab_file, gaplab_line}).holding != 0
             ? 1
             : 0;
}
GAPLAB_SIM_INLINE void __syncwarp(unsigned int mask = ::gaplab::sim::all_lanes, GAPLAB_SIM_HERE) {
  ::gaplab::sim::exchange(::gaplab::sim::warp_operation::sync, "__syncwarp", mask, 0, {gaplab_file, gaplab_line});
}
GAPLAB_SIM_INLINE unsigned int __activemask(GAPLAB_SIM_HERE) {
  return ::gaplab::sim::converged_lanes({gaplab_file, gaplab_line});
}

// ---- fences. What the device sees in order, the host sees in order, too.
GAPLAB_SIM_INLINE void __threadfence_block() { ::gaplab::sim::fence(::gaplab::sim::fence_scope::block); }
GAPLAB_SIM_INLINE void __threadfence() { ::gaplab::sim::fence(::gaplab::sim::fence_scope::device); }
GAPLAB_SIM_INLINE void __threadfence_system() { ::gaplab::sim::fence(::gaplab::sim::fence_scope::device); }

// ---- time. clock() is the C library's.
GAPLAB_SIM_INLINE long long clock64() {
#if defined(__x86_64__)
  return static_cast<long long>(__builtin_ia32_rdtsc());
#else
  timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return static_cast<long long>(now.tv_sec) * 1000000000 + now.tv_nsec;
#endif
}
GAPLAB_SIM_INLINE void __nanosleep(unsigned int) { ::gaplab::sim::give_way(); }

// ---- the end
GAPLAB_SIM_INLINE void __trap() { ::gaplab::sim::trap(); }
GAPLAB_SIM_INLINE void __brkpt() { ::gaplab::sim::trap(); }
GAPLAB_SIM_INLINE void __prof_trigger(int) {}
