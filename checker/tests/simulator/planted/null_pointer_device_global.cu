// EXPECT: null_pointer
// The kernel reads its table through a device variable, and nobody copied the table's address to it.
#include <cuda_runtime.h>

#include <cstdio>
#include <cstdlib>
#include <vector>

static void check(cudaError_t error) {
  if (error == cudaSuccess) return;
  std::fprintf(stderr, "CUDA: %s\n", cudaGetErrorString(error));
  std::exit(1);
}

__device__ const float* scale_table;

__global__ void apply(float* x, int n) {
  int i = blockIdx.x * blockDim.x + threadIdx.x;
  if (i < n) x[i] *= scale_table[i % 4];  // BUG
}

int main() {
  const int n = 128;
  std::vector<float> h(n, 1.f);
  float *x, *table;
  check(cudaMalloc(&x, n * sizeof(float)));
  check(cudaMalloc(&table, 4 * sizeof(float)));
  check(cudaMemcpy(x, h.data(), n * sizeof(float), cudaMemcpyHostToDevice));
  check(cudaMemcpy(table, h.data(), 4 * sizeof(float), cudaMemcpyHostToDevice));
  apply<<<1, n>>>(x, n);
  check(cudaDeviceSynchronize());
  check(cudaMemcpy(h.data(), x, n * sizeof(float), cudaMemcpyDeviceToHost));
  check(cudaFree(x));
  check(cudaFree(table));
  std::printf("%g\n", h[0]);
}
