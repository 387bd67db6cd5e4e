// EXPECT: stack_overflow
// Halving the range [low, high] must leave `middle` out of the second half; here two elements never become fewer.
#include <cuda_runtime.h>

#include <cstdio>
#include <cstdlib>
#include <vector>

static void check(cudaError_t error) {
  if (error == cudaSuccess) return;
  std::fprintf(stderr, "CUDA: %s\n", cudaGetErrorString(error));
  std::exit(1);
}

__device__ float sum(const float* x, int low, int high) {  // BUG
  if (low == high) return x[low];                          // BUG
  int middle = (low + high) / 2;
  float left = sum(x, low, middle);    // BUG
  float right = sum(x, middle, high);  // BUG
  return left + right;
}

__global__ void row_sums(const float* x, float* sums, int rows, int cols) {
  int row = blockIdx.x * blockDim.x + threadIdx.x;
  if (row < rows) sums[row] = sum(x + row * cols, 0, cols - 1);
}

int main() {
  const int rows = 40, cols = 12;
  std::vector<float> h(rows * cols, 1.f);
  float *x, *sums;
  check(cudaMalloc(&x, h.size() * sizeof(float)));
  check(cudaMalloc(&sums, rows * sizeof(float)));
  check(cudaMemcpy(x, h.data(), h.size() * sizeof(float), cudaMemcpyHostToDevice));
  row_sums<<<2, 32>>>(x, sums, rows, cols);
  check(cudaGetLastError());
  check(cudaMemcpy(h.data(), sums, rows * sizeof(float), cudaMemcpyDeviceToHost));
  check(cudaFree(x));
  check(cudaFree(sums));
  std::printf("%g\n", h[0]);
}
