// EXPECT: uninitialised
// atomicAdd needs a zero to begin with, and the cudaMemset is missing.
#include <cuda_runtime.h>

#include <cstdio>
#include <cstdlib>
#include <vector>

static void check(cudaError_t error) {
  if (error == cudaSuccess) return;
  std::fprintf(stderr, "CUDA: %s\n", cudaGetErrorString(error));
  std::exit(1);
}

__global__ void total(const float* x, float* sum, int n) {
  float v = 0.f;
  for (int i = blockIdx.x * blockDim.x + threadIdx.x; i < n; i += gridDim.x * blockDim.x) v += x[i];
  for (int d = 16; d > 0; d /= 2) v += __shfl_xor_sync(0xffffffff, v, d);
  if (threadIdx.x % 32 == 0) atomicAdd(sum, v);  // BUG
}

int main() {
  const int n = 900;
  std::vector<float> h(n, 0.5f);
  float *x, *sum, result;
  check(cudaMalloc(&x, n * sizeof(float)));
  check(cudaMalloc(&sum, sizeof(float)));
  check(cudaMemcpy(x, h.data(), n * sizeof(float), cudaMemcpyHostToDevice));
  total<<<2, 128>>>(x, sum, n);
  check(cudaGetLastError());
  check(cudaMemcpy(&result, sum, sizeof(float), cudaMemcpyDeviceToHost));
  check(cudaFree(x));
  check(cudaFree(sum));
  std::printf("%g\n", result);
}
