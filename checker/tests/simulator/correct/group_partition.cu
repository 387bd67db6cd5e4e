// group_partition: cooperative groups of a block, its halves of warps and tiles of 4: sync, shfl, ballot, any and all.
#include <cooperative_groups.h>

#include "../check.hpp"

namespace cg = cooperative_groups;

// Every tile of 4 sorts its elements by rank; every tile of 16 counts its odd ones.
__global__ void work_in_tiles(const int* in, int* sorted, int* odd_counts, int* uniform) {
  extern __shared__ int s[];
  const cg::thread_block block = cg::this_thread_block();
  const cg::thread_block_tile<4> quad = cg::tiled_partition<4>(block);
  const cg::thread_block_tile<16> half = cg::tiled_partition<16>(block);
  const int rank = block.thread_rank(), size = blockDim.x * blockDim.y;
  const int i = blockIdx.x * size + rank;
  const int mine = in[i];

  int place = 0;
  for (int k = 0; k < 4; ++k) {
    const int other = quad.shfl(mine, k);
    place += other < mine || (other == mine && k < static_cast<int>(quad.thread_rank()));
  }
  s[rank / 4 * 4 + place] = mine;
  quad.sync();
  const int in_order = s[rank];
  sorted[i] = in_order;

  const unsigned odd = half.ballot(mine % 2);
  if (half.thread_rank() == 0) odd_counts[i / 16] = __popc(odd);
  if (half.any(mine > 90) && half.all(mine >= 0) && half.thread_rank() == 5)
    odd_counts[i / 16 + gridDim.x * size / 16] = 1;
  const int left = half.shfl_up(mine, 1), across = half.shfl_xor(mine, 8);
  cg::sync(block);  // `s` gets another use
  s[rank] = half.thread_rank() > 0 ? left + across : across;
  block.sync();
  uniform[i] = s[size - 1 - rank];
}

int main() {
  const dim3 block(20, 4);
  const int size = 80, blocks = 6, n = size * blocks;
  std::vector<int> x(n), sorted(n), counts(2 * n / 16, 0), uniform(n);
  for (int i = 0; i < n; ++i) x[i] = (i * 57) % 97;
  for (int q = 0; q < n; q += 4) {
    for (int a = q; a < q + 4; ++a) {
      int place = 0;
      for (int b = q; b < q + 4; ++b) place += x[b] < x[a] || (x[b] == x[a] && b < a);
      sorted[q + place] = x[a];
    }
  }
  for (int i = 0; i < n; ++i) {
    counts[i / 16] += x[i] % 2;
    if (x[i] > 90) counts[n / 16 + i / 16] = 1;
    const int base = i / 16 * 16, rank = i % 16, across = x[base + (rank ^ 8)];
    uniform[i / size * size + size - 1 - i % size] = rank > 0 ? x[i - 1] + across : across;
  }
  const device_array<int> d_x(x), d_sorted(n), d_uniform(n);
  device_array<int> d_counts(counts.size());
  d_counts.zero();
  work_in_tiles<<<blocks, block, size * sizeof(int)>>>(d_x.data(), d_sorted.data(), d_counts.data(), d_uniform.data());
  CHECK_LAUNCH();
  return verdict("group_partition",
                 d_sorted.to_host() == sorted && d_counts.to_host() == counts && d_uniform.to_host() == uniform);
}
