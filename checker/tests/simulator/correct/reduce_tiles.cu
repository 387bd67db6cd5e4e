// reduce_tiles: cooperative groups; tiles of 8, 16 and 32 threads sum their part by shfl_down and by cg::reduce.
#include <cooperative_groups.h>
#include <cooperative_groups/reduce.h>

#include <algorithm>

#include "../check.hpp"

namespace cg = cooperative_groups;

template <class tile_type>
__device__ int sum_of_tile(const tile_type& tile, int value) {
  for (unsigned offset = tile.size() / 2; offset > 0; offset /= 2) value += tile.shfl_down(value, offset);
  return value;  // in the tile's thread 0
}

template <unsigned tile_size>
__global__ void sums_of_tiles(const int* x, int n, int* by_shuffle, int* by_reduce, int* greatest) {
  const cg::thread_block block = cg::this_thread_block();
  const auto tile = cg::tiled_partition<tile_size>(block);
  const int i = blockIdx.x * blockDim.x + block.thread_rank();
  const int value = i < n ? x[i] : 0;
  const int first = sum_of_tile(tile, value);
  const int second = cg::reduce(tile, value, cg::plus<int>());
  const int third = cg::reduce(tile, value, cg::greater<int>());
  const int index = blockIdx.x * (blockDim.x / tile_size) + block.thread_rank() / tile_size;
  if (tile.thread_rank() == 0) {
    by_shuffle[index] = first;
    greatest[index] = third;
  }
  if (tile.thread_rank() == tile.size() - 1) by_reduce[index] = second;
}

template <unsigned tile_size>
bool works(const std::vector<int>& x) {
  const int n = static_cast<int>(x.size()), threads = 160, blocks = (n + threads - 1) / threads;
  const int tiles = blocks * threads / static_cast<int>(tile_size);
  std::vector<int> sums(tiles, 0), greatest(tiles, 0);
  for (int i = 0; i < n; ++i) {
    sums[i / tile_size] += x[i];
    greatest[i / tile_size] = std::max(greatest[i / tile_size], x[i]);
  }
  const device_array<int> d_x(x), first(tiles), second(tiles), third(tiles);
  sums_of_tiles<tile_size><<<blocks, threads>>>(d_x.data(), n, first.data(), second.data(), third.data());
  CHECK_LAUNCH();
  return first.to_host() == sums && second.to_host() == sums && third.to_host() == greatest;
}

int main() {
  std::vector<int> x(1000);
  for (int i = 0; i < 1000; ++i) x[i] = 1 + (i * i) % 83;
  return verdict("reduce_tiles", works<8>(x) && works<16>(x) && works<32>(x));
}
