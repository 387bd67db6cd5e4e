// EXPECT: null_pointer
// The scratch array is never allocated.
#include <cuda_runtime.h>

#include <cstdio>
#include <cstdlib>
#include <vector>

static void check(cudaError_t error) {
  if (error == cudaSuccess) return;
  std::fprintf(stderr, "CUDA: %s\n", cudaGetErrorString(error));
  std::exit(1);
}

__global__ void squares(const float* x, float* scratch, int n) {
  int i = blockIdx.x * blockDim.x + threadIdx.x;
  if (i < n) scratch[i] = x[i] * x[i];  // BUG
}

__global__ void roots(const float* scratch, float* y, int n) {
  int i = blockIdx.x * blockDim.x + threadIdx.x;
  if (i < n) y[i] = sqrtf(scratch[i]);
}

int main() {
  const int n = 256;
  std::vector<float> h(n, -2.f);
  float *x = nullptr, *y = nullptr, *scratch = nullptr;
  check(cudaMalloc(&x, n * sizeof(float)));
  check(cudaMalloc(&y, n * sizeof(float)));
  check(cudaMemcpy(x, h.data(), n * sizeof(float), cudaMemcpyHostToDevice));
  squares<<<2, 128>>>(x, scratch, n);
  check(cudaDeviceSynchronize());
  roots<<<2, 128>>>(scratch, y, n);
  check(cudaDeviceSynchronize());
  check(cudaMemcpy(h.data(), y, n * sizeof(float), cudaMemcpyDeviceToHost));
  check(cudaFree(x));
  check(cudaFree(y));
  check(cudaFree(scratch));
  std::printf("%g\n", h[0]);
}
