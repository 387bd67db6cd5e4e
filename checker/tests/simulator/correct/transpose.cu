// transpose: naive, and by padded tiles of 32x32 with 32x8 threads, of a rectangle that the tiles do not divide.
#include "../check.hpp"

constexpr int tile_size = 32, block_rows = 8;

__global__ void transpose_naive(const float* in, float* out, int rows, int columns) {
  const int c = blockIdx.x * blockDim.x + threadIdx.x;
  const int r = blockIdx.y * blockDim.y + threadIdx.y;
  if (r < rows && c < columns) out[c * rows + r] = in[r * columns + c];
}

__global__ void transpose_tiled(const float* in, float* out, int rows, int columns) {
  __shared__ float tile[tile_size][tile_size + 1];
  int c = blockIdx.x * tile_size + threadIdx.x;
  int r = blockIdx.y * tile_size + threadIdx.y;
  for (int j = 0; j < tile_size; j += block_rows) {
    if (r + j < rows && c < columns) tile[threadIdx.y + j][threadIdx.x] = in[(r + j) * columns + c];
  }
  __syncthreads();
  // Now x runs along the output's rows, so that both sides of the copy are coalesced.
  c = blockIdx.y * tile_size + threadIdx.x;
  r = blockIdx.x * tile_size + threadIdx.y;
  for (int j = 0; j < tile_size; j += block_rows) {
    if (r + j < columns && c < rows) out[(r + j) * rows + c] = tile[threadIdx.x][threadIdx.y + j];
  }
}

int main() {
  const int rows = 75, columns = 101;
  std::vector<float> x(rows * columns), expected(rows * columns);
  for (int r = 0; r < rows; ++r) {
    for (int c = 0; c < columns; ++c) {
      x[r * columns + c] = static_cast<float>(1000 * r + c);
      expected[c * rows + r] = x[r * columns + c];
    }
  }
  const device_array<float> in(x), naive(x.size()), tiled(x.size());
  const dim3 small(16, 12);
  transpose_naive<<<dim3((columns + 15) / 16, (rows + 11) / 12), small>>>(in.data(), naive.data(), rows, columns);
  CHECK_LAUNCH();
  const dim3 block(tile_size, block_rows);
  const dim3 grid((columns + tile_size - 1) / tile_size, (rows + tile_size - 1) / tile_size);
  transpose_tiled<<<grid, block>>>(in.data(), tiled.data(), rows, columns);
  CHECK_LAUNCH();
  return verdict("transpose", naive.to_host() == expected && tiled.to_host() == expected);
}
