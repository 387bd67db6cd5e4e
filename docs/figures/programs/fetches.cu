// How often each element of weight (6 x 5) and x (5 channels, 10 pixels) is fetched from the device's memory for y (6 x
// 10), without tiles and with tiles of 4 x 4. Prints a line for each fetch: 0 or 1 for without and with tiles, 0 or 1
// for weight and x, row, column. And for the last block with tiles: 2, 0 or 1 for weight and x, step, ty, tx, row,
// column, 1 if it is fetched and 0 if it is beyond the end; 3, ty, tx, row, column, 1 if the thread writes.
#include <cstdio>

constexpr int K = 6, C = 5, pixels = 10, tile = 4;

__global__ void naive() {
  const int i = blockIdx.x * blockDim.x + threadIdx.x;
  if (i >= K * pixels) return;
  for (int c = 0; c < C; ++c) {
    std::printf("0 0 %d %d\n", i / pixels, c);
    std::printf("0 1 %d %d\n", c, i % pixels);
  }
}

__device__ void load(int what, int step, int row, int column, bool exists) {
  if (exists) std::printf("1 %d %d %d\n", what, row, column);
  if (blockIdx.x == gridDim.x - 1 && blockIdx.y == gridDim.y - 1) {
    std::printf("2 %d %d %d %d %d %d %d\n", what, step, threadIdx.y, threadIdx.x, row, column, exists ? 1 : 0);
  }
}

__global__ void tiled() {
  const int k = blockIdx.y * tile + threadIdx.y;
  const int j = blockIdx.x * tile + threadIdx.x;
  for (int first = 0; first < C; first += tile) {
    load(0, first / tile, k, first + threadIdx.x, k < K && first + threadIdx.x < C);
    load(1, first / tile, first + threadIdx.y, j, first + threadIdx.y < C && j < pixels);
    __syncthreads();
    __syncthreads();
  }
  if (blockIdx.x == gridDim.x - 1 && blockIdx.y == gridDim.y - 1) {
    std::printf("3 %d %d %d %d %d\n", threadIdx.y, threadIdx.x, k, j, k < K && j < pixels ? 1 : 0);
  }
}

int main() {
  naive<<<1, 64>>>();
  tiled<<<dim3((pixels + tile - 1) / tile, (K + tile - 1) / tile), dim3(tile, tile)>>>();
  cudaDeviceSynchronize();
}
