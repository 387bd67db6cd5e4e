// game_of_life: a torus of cells by tiles with a wrapped halo, ping-pong between two boards.
#include <cstdio>
#include <cstdlib>
#include <utility>
#include <vector>

#define CHECK(call)                                                           \
  do {                                                                        \
    cudaError_t status = (call);                                              \
    if (status != cudaSuccess) {                                              \
      fprintf(stderr, "line %d: %s\n", __LINE__, cudaGetErrorString(status)); \
      exit(1);                                                                \
    }                                                                         \
  } while (0)

enum { tile_x = 18, tile_y = 9 };  // threads of a block: the inner 16x7 of them write

__global__ void generation(const bool* now, bool* next, int width, int height) {
  __shared__ bool cells[tile_y][tile_x];
  const int tx = threadIdx.x, ty = threadIdx.y;
  const int x = blockIdx.x * (tile_x - 2) + tx - 1, y = blockIdx.y * (tile_y - 2) + ty - 1;
  cells[ty][tx] = now[(y + height) % height * width + (x + width) % width];
  __syncthreads();
  const bool inner = tx > 0 && tx < tile_x - 1 && ty > 0 && ty < tile_y - 1;
  if (!inner || x >= width || y >= height) return;
  int neighbours = 0;
#pragma unroll
  for (int dy = -1; dy <= 1; dy++)
#pragma unroll
    for (int dx = -1; dx <= 1; dx++) neighbours += (dx || dy) && cells[ty + dy][tx + dx];
  next[y * width + x] = neighbours == 3 || (cells[ty][tx] && neighbours == 2);
}

int main() {
  const int width = 50, height = 23, generations = 12, cells = width * height;
  std::vector<char> board(cells), next(cells), got(cells);
  for (int i = 0; i < cells; i++) board[i] = (i * i + i / 3) % 7 < 3;

  bool *from, *to;
  static_assert(sizeof(bool) == 1, "boards are copied as bytes");
  CHECK(cudaMalloc(&from, cells));
  CHECK(cudaMalloc(&to, cells));
  CHECK(cudaMemcpy(from, board.data(), cells, cudaMemcpyHostToDevice));
  const dim3 block(tile_x, tile_y);
  const dim3 grid((width + tile_x - 3) / (tile_x - 2), (height + tile_y - 3) / (tile_y - 2));
  for (int g = 0; g < generations; g++) {
    generation<<<grid, block>>>(from, to, width, height);
    CHECK(cudaGetLastError());
    std::swap(from, to);
  }
  CHECK(cudaMemcpy(got.data(), from, cells, cudaMemcpyDeviceToHost));
  CHECK(cudaFree(from));
  CHECK(cudaFree(to));

  for (int g = 0; g < generations; g++) {
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        int n = 0;
        for (int k = 0; k < 9; k++) {
          if (k != 4) n += board[(y + k / 3 - 1 + height) % height * width + (x + k % 3 - 1 + width) % width];
        }
        next[y * width + x] = n == 3 || (board[y * width + x] && n == 2);
      }
    }
    board.swap(next);
  }
  printf("game_of_life: %s\n", got == board ? "right" : "WRONG");
  return got == board ? 0 : 1;
}
