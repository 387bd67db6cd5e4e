// radix_sort: one block sorts by one bit after the other; ranks come from ballots and a scan of the warps' counts.
#include <algorithm>

#include "../check.hpp"

constexpr int threads = 192, warps = threads / 32;

// Where this thread's element goes if those with a zero bit come first, each group in its old order.
__device__ int place_by_bit(bool one, int* zeros_of_warp) {
  const int lane = threadIdx.x % 32, warp = threadIdx.x / 32;
  const unsigned zeros = __ballot_sync(0xffffffffu, !one);
  if (lane == 0) zeros_of_warp[warp] = __popc(zeros);
  __syncthreads();
  int before = 0, total = 0;
  for (int w = 0; w < warps; ++w) {
    if (w < warp) before += zeros_of_warp[w];
    total += zeros_of_warp[w];
  }
  before += __popc(zeros & ((1u << lane) - 1u));
  return one ? total + static_cast<int>(threadIdx.x) - before : before;
}

__global__ void sort_block(unsigned* keys) {
  __shared__ unsigned buffer[threads];
  __shared__ int counts[warps];
  unsigned key = keys[blockIdx.x * threads + threadIdx.x];
  for (int bit = 0; bit < 32; ++bit) {
    const int place = place_by_bit(key >> bit & 1u, counts);
    buffer[place] = key;
    __syncthreads();
    key = buffer[threadIdx.x];
    // The next step writes `counts` first, which all have read, and `buffer` only behind its own barrier.
  }
  keys[blockIdx.x * threads + threadIdx.x] = key;
}

int main() {
  const int blocks = 4;
  std::vector<unsigned> keys(blocks * threads);
  unsigned state = 2463534242u;
  for (unsigned& key : keys) {
    state ^= state << 13;
    state ^= state >> 17;
    state ^= state << 5;
    key = state;
  }
  const device_array<unsigned> d_keys(keys);
  sort_block<<<blocks, threads>>>(d_keys.data());
  CHECK_LAUNCH();
  for (int b = 0; b < blocks; ++b) std::sort(keys.begin() + b * threads, keys.begin() + (b + 1) * threads);
  return verdict("radix_sort", d_keys.to_host() == keys);
}
