// Tries cooperative groups up to the thread block on values whose results are known. Prints each expression that does
// not hold, and returns 0 if all do. Runs on a GPU and on the simulated one.
//
//   nvcc -std=c++17 -arch=sm_80 groups.cu && ./a.out
#include <cooperative_groups.h>
#include <cooperative_groups/reduce.h>
#include <cooperative_groups/scan.h>
#include <cuda_runtime.h>

#include <cstdio>

namespace cg = cooperative_groups;

#define EXPECT(...) expect(__VA_ARGS__, #__VA_ARGS__, __LINE__, failures)

__device__ void expect(bool holds, const char* expression, int line, int* failures) {
  if (holds) return;
  atomicAdd(failures, 1);
  printf("line %d, thread (%u, %u, %u): %s\n", line, threadIdx.x, threadIdx.y, threadIdx.z, expression);
}

/// As large as a group can exchange.
struct large {
  double a, b, c, d;
};

__device__ unsigned int square_sum(const cg::thread_group& group, unsigned int* scratch) {
  const auto rank = static_cast<unsigned int>(group.thread_rank());
  scratch[rank] = rank * rank;
  group.sync();
  unsigned int sum = 0;
  for (unsigned int i = 0; i < group.size(); ++i) sum += scratch[i];
  group.sync();
  return sum;
}

/// A block of 8 x 4 x 2 threads.
__global__ void try_block(int* failures) {
  __shared__ unsigned int scratch[64];
  const cg::thread_block block = cg::this_thread_block();
  const unsigned int rank = threadIdx.x + 8 * (threadIdx.y + 4 * threadIdx.z);
  EXPECT(block.thread_rank() == rank && block.size() == 64 && block.num_threads() == 64);
  EXPECT(block.group_index().x == blockIdx.x && block.thread_index().y == threadIdx.y);
  EXPECT(block.group_dim().y == 4 && block.dim_threads().z == 2);
  EXPECT(cg::thread_rank(block) == rank && cg::group_size(block) == 64);
  EXPECT(square_sum(block, scratch) == 63 * 64 * 127 / 6);
  scratch[rank] = rank;
  cg::sync(block);
  EXPECT(scratch[63 - rank] == 63 - rank);
  block.sync();
  cg::invoke_one(block, [&] { scratch[0] = 77; });
  block.sync();
  EXPECT(scratch[0] == 77);
  EXPECT(cg::this_thread().size() == 1 && cg::this_thread().thread_rank() == 0);
}

/// A block of 64 threads.
__global__ void try_tiles(int* failures) {
  __shared__ unsigned int scratch[64];
  const cg::thread_block block = cg::this_thread_block();
  const int thread = static_cast<int>(threadIdx.x);
  const int lane = thread % 32;
  const cg::thread_block_tile<32> warp = cg::tiled_partition<32>(block);
  EXPECT(warp.size() == 32 && static_cast<int>(warp.thread_rank()) == lane);
  EXPECT(static_cast<int>(warp.meta_group_rank()) == thread / 32 && warp.meta_group_size() == 2);
  EXPECT(warp.shfl(thread, 5) == thread - lane + 5 && warp.shfl(thread, 37) == thread - lane + 5);
  EXPECT(warp.shfl_down(thread, 1) == (lane == 31 ? thread : thread + 1));
  EXPECT(warp.shfl_up(thread, 2) == (lane < 2 ? thread : thread - 2));
  EXPECT(warp.shfl_xor(thread, 3) == (thread ^ 3));
  EXPECT(warp.any(lane == 9) != 0 && warp.any(lane > 40) == 0 && warp.all(lane < 32) != 0 && warp.all(lane != 3) == 0);
  EXPECT(warp.ballot(lane % 2) == 0xaaaaaaaaU);
  EXPECT(warp.match_any(lane / 8) == 0xffU << lane / 8 * 8);
  int same = 0;
  EXPECT(warp.match_all(7, same) == 0xffffffffU && same != 0);
  EXPECT(warp.match_all(lane, same) == 0 && same == 0);
  EXPECT(cg::reduce(warp, lane, cg::plus<int>()) == 496 && cg::reduce(warp, lane, cg::greater<int>()) == 31);
  EXPECT(cg::reduce(warp, lane + 3, cg::less<int>()) == 3 && cg::reduce(warp, 1 << lane, cg::bit_or<int>()) == -1);
  EXPECT(cg::reduce(warp, 6 + lane % 2, cg::bit_and<int>()) == 6 && cg::reduce(warp, lane, cg::bit_xor<int>()) == 0);
  EXPECT(cg::reduce(warp, 0.5F, cg::plus<float>()) == 16.0F);
  EXPECT(cg::inclusive_scan(warp, lane) == lane * (lane + 1) / 2);
  EXPECT(cg::exclusive_scan(warp, lane, cg::plus<int>()) == lane * (lane - 1) / 2);
  EXPECT(cg::inclusive_scan(warp, 31 - lane, cg::greater<int>()) == 31);
  EXPECT(cg::invoke_one_broadcast(warp, [&] { return thread + 100; }) == thread - lane + 100);

  const large mine = {1.0 * thread, 2.0 * thread, 3.0 * thread, 4.0 * thread};
  const large from = warp.shfl(mine, 8);
  EXPECT(from.a == 8.0 + (thread - lane) && from.d == 4 * from.a);

  const auto eight = cg::tiled_partition<8>(warp);
  const int rank = thread % 8;
  EXPECT(eight.size() == 8 && static_cast<int>(eight.thread_rank()) == rank);
  EXPECT(static_cast<int>(eight.meta_group_rank()) == lane / 8 && eight.meta_group_size() == 4);
  EXPECT(eight.shfl(thread, 2) == thread - rank + 2 && eight.shfl_down(thread, 5) == (rank < 3 ? thread + 5 : thread));
  EXPECT(eight.ballot(rank < 3) == 7U && eight.all(thread < 64) != 0);
  EXPECT(cg::reduce(eight, rank, cg::plus<int>()) == 28 && cg::reduce(eight, thread, cg::less<int>()) == thread - rank);
  EXPECT(cg::exclusive_scan(eight, 1) == rank);
  const cg::thread_block_tile<8> of_any_parent = eight;
  EXPECT(of_any_parent.meta_group_size() == 4);
  const auto single = cg::tiled_partition<1>(block);
  EXPECT(single.thread_rank() == 0 && cg::reduce(single, thread, cg::plus<int>()) == thread);

  EXPECT(square_sum(warp, scratch + thread / 32 * 32) == 31 * 32 * 63 / 6);
  const cg::thread_group sixteen = cg::tiled_partition(block, 16);
  EXPECT(sixteen.size() == 16 && static_cast<int>(sixteen.thread_rank()) == thread % 16);
  EXPECT(square_sum(sixteen, scratch + thread / 16 * 16) == 15 * 16 * 31 / 6);
}

/// A block of 64 threads.
__global__ void try_coalesced_groups(int* failures) {
  const int thread = static_cast<int>(threadIdx.x);
  const int lane = thread % 32;
  const cg::thread_block_tile<32> warp = cg::tiled_partition<32>(cg::this_thread_block());
  const auto thirds = cg::labeled_partition(warp, lane % 3);
  const int rank = lane / 3;
  const unsigned int size = lane % 3 == 2 ? 10 : 11;
  EXPECT(thirds.size() == size && static_cast<int>(thirds.thread_rank()) == rank);
  EXPECT(static_cast<int>(thirds.meta_group_rank()) == lane % 3 && thirds.meta_group_size() == 3);
  EXPECT(thirds.shfl(lane, 4) == 12 + lane % 3 && thirds.shfl_up(lane, 1) == (rank == 0 ? lane : lane - 3));
  EXPECT(thirds.shfl_down(lane, 2) == (rank + 2 < static_cast<int>(size) ? lane + 6 : lane));
  EXPECT(thirds.ballot(rank < 2) == 3U && thirds.any(rank == 9) != 0 && thirds.all(rank < 11) != 0);
  EXPECT(thirds.match_any(rank) == 1U << rank);
  EXPECT(cg::reduce(thirds, 1, cg::plus<int>()) == static_cast<int>(size));
  EXPECT(cg::reduce(thirds, lane, [](int a, int b) { return a > b ? a : b; }) ==
         lane % 3 + 3 * (static_cast<int>(size) - 1));
  EXPECT(cg::inclusive_scan(thirds, 2) == 2 * (rank + 1) && cg::exclusive_scan(thirds, 2.5F) == 2.5F * rank);
  const auto fours = cg::tiled_partition(thirds, 4);
  EXPECT(fours.size() == (rank < 8 ? 4U : size - 8) && static_cast<int>(fours.thread_rank()) == rank % 4);
  EXPECT(cg::reduce(fours, rank, cg::less<int>()) == rank / 4 * 4);

  const auto low = cg::binary_partition(warp, lane < 5);
  EXPECT(low.size() == (lane < 5 ? 5 : 27) && low.meta_group_rank() == (lane < 5 ? 1 : 0) &&
         low.meta_group_size() == 2);
  EXPECT(cg::binary_partition(warp, true).size() == 32);

  if (lane % 4 == 1) {
    const cg::coalesced_group active = cg::coalesced_threads();
    EXPECT(active.size() == 8 && static_cast<int>(active.thread_rank()) == lane / 4);
    EXPECT(active.shfl(lane, 7) == 29 && cg::reduce(active, lane, cg::plus<int>()) == 120);
    active.sync();
    EXPECT(cg::invoke_one_broadcast(active, [&] { return lane; }) == 1);
  }
  const cg::coalesced_group all = cg::coalesced_threads();
  EXPECT(all.thread_rank() < all.size());
}

/// A block of 40 threads: the second warp has only 8.
__global__ void try_part_of_a_warp(int* failures) {
  const int thread = static_cast<int>(threadIdx.x);
  const cg::thread_block block = cg::this_thread_block();
  const auto warp = cg::tiled_partition<32>(block);
  EXPECT(warp.meta_group_size() == 2 && static_cast<int>(warp.thread_rank()) == thread % 32);
  EXPECT(warp.ballot(1) == (thread < 32 ? 0xffffffffU : 0xffU));
  const cg::thread_group half = cg::tiled_partition(block, 16);
  EXPECT(half.size() == (thread < 32 ? 16 : 8));
  const auto eight = cg::tiled_partition<8>(block);
  EXPECT(cg::reduce(eight, thread, cg::greater<int>()) == thread / 8 * 8 + 7 && eight.meta_group_size() == 5);
}

int main() {
  int* failures = nullptr;
  if (cudaMalloc(&failures, sizeof *failures) != cudaSuccess) return 2;
  cudaMemset(failures, 0, sizeof *failures);
  try_block<<<2, dim3(8, 4, 2)>>>(failures);
  try_tiles<<<1, 64>>>(failures);
  try_coalesced_groups<<<1, 64>>>(failures);
  try_part_of_a_warp<<<1, 40>>>(failures);

  int failed = -1;
  const cudaError_t error = cudaMemcpy(&failed, failures, sizeof failed, cudaMemcpyDeviceToHost);
  if (error != cudaSuccess) printf("%s\n", cudaGetErrorString(error));
  cudaFree(failures);
  if (failed == 0) printf("all right\n");
  return failed == 0 ? 0 : 1;
}
