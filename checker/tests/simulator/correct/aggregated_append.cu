// aggregated_append: the active lanes add to a counter once, together, by __activemask and by coalesced_threads.
#include <cooperative_groups.h>

#include <algorithm>

#include "../check.hpp"

namespace cg = cooperative_groups;

// Right for whatever set of lanes __activemask() reports: each set gets a range of its own.
__device__ int next_place_by_mask(int* counter) {
  const unsigned active = __activemask();
  const int lane = (threadIdx.x + threadIdx.y * blockDim.x) % warpSize;
  const int leader = __ffs(static_cast<int>(active)) - 1;
  int base = 0;
  if (lane == leader) base = atomicAdd(counter, __popc(active));
  base = __shfl_sync(active, base, leader);
  return base + __popc(active & ((1u << lane) - 1u));
}

__device__ int next_place_by_group(int* counter) {
  const cg::coalesced_group active = cg::coalesced_threads();
  int base = 0;
  if (active.thread_rank() == 0) base = atomicAdd(counter, static_cast<int>(active.size()));
  return active.shfl(base, 0) + static_cast<int>(active.thread_rank());
}

template <bool by_group>
__global__ void keep_multiples_of_three(const int* in, int n, int* out, int* counter) {
  const int i = blockIdx.x * blockDim.x * blockDim.y + threadIdx.y * blockDim.x + threadIdx.x;
  if (i < n && in[i] % 3 == 0) out[by_group ? next_place_by_group(counter) : next_place_by_mask(counter)] = in[i];
}

template <bool by_group>
bool works(const std::vector<int>& in, const std::vector<int>& expected) {
  const int n = static_cast<int>(in.size());
  const device_array<int> d_in(in), out(expected.size());
  device_array<int> counter(1);
  counter.zero();
  keep_multiples_of_three<by_group><<<(n + 119) / 120, dim3(20, 6)>>>(d_in.data(), n, out.data(), counter.data());
  CHECK_LAUNCH();
  if (counter.to_host()[0] != static_cast<int>(expected.size())) return false;
  std::vector<int> got = out.to_host();
  std::sort(got.begin(), got.end());  // the order of the warps is nobody's promise
  return got == expected;
}

int main() {
  std::vector<int> in(3001), expected;
  for (int i = 0; i < 3001; ++i) {
    in[i] = (i * 37) % 5003;
    if (in[i] % 3 == 0) expected.push_back(in[i]);
  }
  std::sort(expected.begin(), expected.end());
  return verdict("aggregated_append", works<false>(in, expected) && works<true>(in, expected));
}
