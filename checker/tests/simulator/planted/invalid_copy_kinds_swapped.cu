// EXPECT: invalid_copy
// The directions of the two copies are swapped.
#include <cuda_runtime.h>

#include <cstdio>
#include <cstdlib>
#include <vector>

static void check(cudaError_t error) {
  if (error == cudaSuccess) return;
  std::fprintf(stderr, "CUDA: %s\n", cudaGetErrorString(error));
  std::exit(1);
}

__global__ void negate(float* x, int n) {
  int i = blockIdx.x * blockDim.x + threadIdx.x;
  if (i < n) x[i] = -x[i];
}

int main() {
  const int n = 64;
  std::vector<float> h(n, 1.f);
  float* x;
  check(cudaMalloc(&x, n * sizeof(float)));
  check(cudaMemcpy(x, h.data(), n * sizeof(float), cudaMemcpyDeviceToHost));  // BUG
  negate<<<1, n>>>(x, n);
  check(cudaGetLastError());
  check(cudaMemcpy(h.data(), x, n * sizeof(float), cudaMemcpyHostToDevice));
  check(cudaFree(x));
  std::printf("%g\n", h[0]);
}
