// scan_look_back: decoupled look-back with state and sum packed into one 64-bit word, so that no fence is needed.
#include <numeric>

#include "../check.hpp"

using word = unsigned long long;
enum state : word { empty = 0, own_sum = 1, whole_prefix = 2 };

__device__ inline word pack(state s, unsigned value) { return (static_cast<word>(s) << 32) | value; }

// The sum of all tiles before `tile`, found by walking back until a tile knows its whole prefix.
__device__ unsigned look_back(word* tiles, int tile) {
  unsigned sum = 0;
  for (int t = tile - 1; t >= 0;) {
    const word w = atomicAdd(&tiles[t], 0ull);  // an atomic read
    if (w >> 32 == empty) continue;             // not there yet: look again
    sum += static_cast<unsigned>(w);
    if (w >> 32 == whole_prefix) break;
    --t;
  }
  return sum;
}

template <int block_size, int items>
__global__ void exclusive_scan(const unsigned* in, unsigned* out, int n, unsigned* ticket, word* tiles) {
  __shared__ unsigned sums[block_size];
  __shared__ unsigned tile, prefix;
  if (threadIdx.x == 0) tile = atomicAdd(ticket, 1u);
  __syncthreads();
  const int begin = (static_cast<int>(tile) * block_size + threadIdx.x) * items;
  unsigned x[items], mine = 0;
  for (int k = 0; k < items; ++k) {
    x[k] = begin + k < n ? in[begin + k] : 0u;
    mine += x[k];
  }
  sums[threadIdx.x] = mine;
  __syncthreads();
  if (threadIdx.x == 0) {
    unsigned total = 0;
    for (int t = 0; t < block_size; ++t) {
      const unsigned s = sums[t];
      sums[t] = total;
      total += s;
    }
    atomicExch(&tiles[tile], pack(tile == 0 ? whole_prefix : own_sum, total));
    prefix = look_back(tiles, static_cast<int>(tile));
    if (tile > 0) atomicExch(&tiles[tile], pack(whole_prefix, prefix + total));
  }
  __syncthreads();
  unsigned running = prefix + sums[threadIdx.x];
  for (int k = 0; k < items && begin + k < n; ++k) {
    out[begin + k] = running;
    running += x[k];
  }
}

int main() {
  constexpr int n = 12345, block_size = 64, items = 3, blocks = (n + block_size * items - 1) / (block_size * items);
  std::vector<unsigned> x(n), expected(n);
  for (int i = 0; i < n; ++i) x[i] = static_cast<unsigned>(i * 2654435761u) >> 20;
  std::exclusive_scan(x.begin(), x.end(), expected.begin(), 0u);
  const device_array<unsigned> in(x), out(n);
  device_array<unsigned> ticket(1);
  device_array<word> tiles(blocks);
  ticket.zero();
  tiles.zero();
  exclusive_scan<block_size, items><<<blocks, block_size>>>(in.data(), out.data(), n, ticket.data(), tiles.data());
  CHECK_LAUNCH();
  return verdict("scan_look_back", out.to_host() == expected);
}
