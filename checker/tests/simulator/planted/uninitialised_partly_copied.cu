// EXPECT: uninitialised
// The copy's size is in elements, so only a quarter of the array arrives.
#include <cuda_runtime.h>

#include <cstdio>
#include <cstdlib>
#include <vector>

static void check(cudaError_t error) {
  if (error == cudaSuccess) return;
  std::fprintf(stderr, "CUDA: %s\n", cudaGetErrorString(error));
  std::exit(1);
}

__global__ void negate(const float* x, float* y, int n) {
  int i = blockIdx.x * blockDim.x + threadIdx.x;
  if (i < n) y[i] = -x[i];  // BUG
}

int main() {
  const int n = 800;
  std::vector<float> h(n, 1.f);
  float *x, *y;
  check(cudaMalloc(&x, n * sizeof(float)));
  check(cudaMalloc(&y, n * sizeof(float)));
  check(cudaMemcpy(x, h.data(), n, cudaMemcpyHostToDevice));
  negate<<<(n + 255) / 256, 256>>>(x, y, n);
  check(cudaGetLastError());
  check(cudaMemcpy(h.data(), y, n * sizeof(float), cudaMemcpyDeviceToHost));
  check(cudaFree(x));
  check(cudaFree(y));
  std::printf("%g\n", h[n - 1]);
}
