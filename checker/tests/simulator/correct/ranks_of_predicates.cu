// ranks_of_predicates: each thread learns how many threads before it hold a predicate, in a block of 8x5x4 threads.
#include "../check.hpp"

constexpr dim3 shape(8, 5, 4);  // 160 threads: five warps by linear index
constexpr int threads = 160;

__global__ void ranks(const unsigned char* flags, int* rank_out, int* totals) {
  __shared__ int of_warp[threads / 32];
  const int tid = (threadIdx.z * blockDim.y + threadIdx.y) * blockDim.x + threadIdx.x;
  const int lane = tid % 32, warp = tid / 32;
  const int i = blockIdx.y * gridDim.x * threads + blockIdx.x * threads + tid;
  const unsigned holding = __ballot_sync(0xffffffffu, flags[i]);
  if (lane == 31) of_warp[warp] = __popc(holding);
  __syncthreads();
  int rank = __popc(holding & ~(0xffffffffu << lane));
  for (int w = 0; w < warp; ++w) rank += of_warp[w];
  rank_out[i] = rank;
  if (tid == threads - 1) totals[blockIdx.y * gridDim.x + blockIdx.x] = rank + flags[i];
}

int main() {
  const dim3 grid(3, 2);
  const int blocks = 6, n = blocks * threads;
  std::vector<unsigned char> flags(n);
  std::vector<int> expected(n), totals(blocks);
  for (int i = 0; i < n; ++i) flags[i] = (i * 7 + i / 13) % 3 == 0;
  for (int b = 0; b < blocks; ++b) {
    int count = 0;
    for (int t = 0; t < threads; ++t) {
      expected[b * threads + t] = count;
      count += flags[b * threads + t];
    }
    totals[b] = count;
  }
  const device_array<unsigned char> d_flags(flags);
  const device_array<int> d_ranks(n), d_totals(blocks);
  ranks<<<grid, shape>>>(d_flags.data(), d_ranks.data(), d_totals.data());
  CHECK_LAUNCH();
  return verdict("ranks_of_predicates", d_ranks.to_host() == expected && d_totals.to_host() == totals);
}
