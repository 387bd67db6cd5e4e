// EXPECT: out_of_bounds
// The grid is rounded up to whole blocks, and nothing keeps the last threads from writing past the end.
#include <cuda_runtime.h>

#include <cstdio>
#include <cstdlib>

static void check(cudaError_t error) {
  if (error == cudaSuccess) return;
  std::fprintf(stderr, "CUDA: %s\n", cudaGetErrorString(error));
  std::exit(1);
}

__global__ void fill(float* y, float value) {
  int i = blockIdx.x * blockDim.x + threadIdx.x;
  y[i] = value;  // BUG
}

int main() {
  const int n = 1000, block = 256;
  float* y;
  check(cudaMalloc(&y, n * sizeof(float)));
  fill<<<(n + block - 1) / block, block>>>(y, 2.5f);
  check(cudaGetLastError());
  check(cudaDeviceSynchronize());
  float first;
  check(cudaMemcpy(&first, y, sizeof(float), cudaMemcpyDeviceToHost));
  check(cudaFree(y));
  std::printf("%g\n", first);
}
