// EXPECT: launch_failed
// A grid has at most 65535 blocks in y; the rows should have been in x.
#include <cuda_runtime.h>

#include <cstdio>
#include <cstdlib>

static void check(cudaError_t error) {
  if (error == cudaSuccess) return;
  std::fprintf(stderr, "CUDA: %s\n", cudaGetErrorString(error));
  std::exit(1);
}

__global__ void row_index(unsigned char* y, int rows, int cols) {
  int row = blockIdx.y, col = threadIdx.x;
  if (row < rows && col < cols) y[row * cols + col] = static_cast<unsigned char>(row);
}

int main() {
  const int rows = 70000, cols = 4;
  unsigned char *y, last;
  check(cudaMalloc(&y, rows * cols));
  check(cudaMemset(y, 0, rows * cols));
  dim3 grid(1, rows), block(cols);
  row_index<<<grid, block>>>(y, rows, cols);  // BUG
  check(cudaDeviceSynchronize());
  check(cudaMemcpy(&last, y + rows * cols - 1, 1, cudaMemcpyDeviceToHost));
  check(cudaFree(y));
  std::printf("%d\n", last);
}
