// syncwarp_exchange: each warp transposes 32x4 values through its own part of shared memory; no block barrier at all.
#include "../check.hpp"

constexpr int columns = 4, warps = 3;

// Loads are coalesced; afterwards each lane holds a whole row of four.
__global__ void row_products(const int* in, int* out, int rows) {
  __shared__ int staging[warps][32 * columns];
  const int lane = threadIdx.x % 32, warp = threadIdx.x / 32;
  int* const mine = staging[warp];
  for (int first = (blockIdx.x * warps + warp) * 32; first < rows; first += gridDim.x * warps * 32) {
    for (int k = lane; k < 32 * columns; k += 32) {
      if (first + k / columns < rows) mine[k] = in[first * columns + k];
    }
    __syncwarp();
    if (first + lane < rows) {
      int product = 1;
      for (int c = 0; c < columns; ++c) product *= mine[lane * columns + c];
      out[first + lane] = product;
    }
    __syncwarp();  // before the next round overwrites what others still read
  }
}

int main() {
  const int rows = 1000;
  std::vector<int> in(rows * columns), expected(rows, 1);
  for (int i = 0; i < rows * columns; ++i) {
    in[i] = i % 11 - 5;
    expected[i / columns] *= in[i];
  }
  const device_array<int> d_in(in), d_out(rows);
  row_products<<<4, warps * 32>>>(d_in.data(), d_out.data(), rows);
  CHECK_LAUNCH();
  return verdict("syncwarp_exchange", d_out.to_host() == expected);
}
