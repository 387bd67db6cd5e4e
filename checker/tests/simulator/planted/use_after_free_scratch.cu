// EXPECT: use_after_free
// The scratch array is freed between the kernel that fills it and the one that reads it.
#include <cuda_runtime.h>

#include <cstdio>
#include <cstdlib>
#include <vector>

static void check(cudaError_t error) {
  if (error == cudaSuccess) return;
  std::fprintf(stderr, "CUDA: %s\n", cudaGetErrorString(error));
  std::exit(1);
}

__global__ void row_sums(const float* x, float* sums, int cols) {
  float sum = 0.f;
  for (int c = 0; c < cols; c++) sum += x[threadIdx.x * cols + c];
  sums[threadIdx.x] = sum;
}

__global__ void normalise(float* x, const float* sums, int cols) {
  int row = blockIdx.x;
  for (int c = threadIdx.x; c < cols; c += blockDim.x) {
    x[row * cols + c] /= sums[row];  // BUG
  }
}

int main() {
  const int rows = 32, cols = 50, n = rows * cols;
  std::vector<float> h(n, 2.f);
  float *x, *sums;
  check(cudaMalloc(&x, n * sizeof(float)));
  check(cudaMalloc(&sums, rows * sizeof(float)));
  check(cudaMemcpy(x, h.data(), n * sizeof(float), cudaMemcpyHostToDevice));
  row_sums<<<1, rows>>>(x, sums, cols);
  check(cudaGetLastError());
  check(cudaFree(sums));
  normalise<<<rows, 32>>>(x, sums, cols);
  check(cudaGetLastError());
  check(cudaMemcpy(h.data(), x, n * sizeof(float), cudaMemcpyDeviceToHost));
  check(cudaFree(x));
  std::printf("%g\n", h[0]);
}
