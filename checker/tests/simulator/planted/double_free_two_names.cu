// EXPECT: double_free
// Input and output are the same memory here, and both are freed.
#include <cuda_runtime.h>

#include <cstdio>
#include <cstdlib>
#include <vector>

static void check(cudaError_t error) {
  if (error == cudaSuccess) return;
  std::fprintf(stderr, "CUDA: %s\n", cudaGetErrorString(error));
  std::exit(1);
}

__global__ void relu(const float* x, float* y, int n) {
  int i = blockIdx.x * blockDim.x + threadIdx.x;
  if (i < n) y[i] = fmaxf(x[i], 0.f);
}

int main() {
  const int n = 333;
  std::vector<float> h(n, -1.f);
  float* x;
  check(cudaMalloc(&x, n * sizeof(float)));
  float* y = x;  // in place
  check(cudaMemcpy(x, h.data(), n * sizeof(float), cudaMemcpyHostToDevice));
  relu<<<3, 128>>>(x, y, n);
  check(cudaGetLastError());
  check(cudaMemcpy(h.data(), y, n * sizeof(float), cudaMemcpyDeviceToHost));
  check(cudaFree(x));
  check(cudaFree(y));  // BUG
  std::printf("%g\n", h[0]);
}
