// vote_functions: __any_sync, __all_sync and __ballot_sync by warp; __syncthreads_count, _and and _or by block.
#include "../check.hpp"

struct answers {
  int any, all;
  unsigned ballot;
};
struct block_answers {
  int count, all, any;
};

__global__ void ask(const int* x, int limit, answers* warps, block_answers* blocks) {
  const int i = blockIdx.x * blockDim.x + threadIdx.x;
  const bool below = x[i] < limit;
  const answers a{__any_sync(0xffffffffu, below), __all_sync(0xffffffffu, below), __ballot_sync(0xffffffffu, below)};
  if (threadIdx.x % warpSize == 0) warps[i / warpSize] = a;
  block_answers b;
  b.count = __syncthreads_count(below);
  b.all = __syncthreads_and(below);
  b.any = __syncthreads_or(below);
  if (threadIdx.x == 0) blocks[blockIdx.x] = b;
}

int main() {
  const int threads = 64, blocks = 12, n = threads * blocks;
  std::vector<int> x(n);
  for (int i = 0; i < n; ++i) x[i] = (i / 32) % 5 * 10 + i % 3;  // by warp: all, some and none below the limit
  const int limit = 21;
  const device_array<int> d_x(x);
  const device_array<answers> d_warps(n / 32);
  const device_array<block_answers> d_blocks(blocks);
  ask<<<blocks, threads>>>(d_x.data(), limit, d_warps.data(), d_blocks.data());
  CHECK_LAUNCH();
  const auto warps = d_warps.to_host();
  const auto whole = d_blocks.to_host();
  bool right = true;
  for (int w = 0; w < n / 32; ++w) {
    unsigned ballot = 0;
    for (int l = 0; l < 32; ++l) ballot |= static_cast<unsigned>(x[32 * w + l] < limit) << l;
    right = right && warps[w].ballot == ballot && (warps[w].any != 0) == (ballot != 0) &&
            (warps[w].all != 0) == (ballot == 0xffffffffu);
  }
  for (int b = 0; b < blocks; ++b) {
    int count = 0;
    for (int t = 0; t < threads; ++t) count += x[b * threads + t] < limit;
    right = right && whole[b].count == count && (whole[b].all != 0) == (count == threads) &&
            (whole[b].any != 0) == (count > 0);
  }
  return verdict("vote_functions", right);
}
