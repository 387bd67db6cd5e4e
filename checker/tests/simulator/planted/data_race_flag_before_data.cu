// EXPECT: data_race
// There is a fence, but the flag is set before it and the data are stored behind it.
// RESULT: right
#include <cuda_runtime.h>

#include <cstdio>
#include <cstdlib>

static void check(cudaError_t error) {
  if (error == cudaSuccess) return;
  std::fprintf(stderr, "CUDA: %s\n", cudaGetErrorString(error));
  std::exit(1);
}

__global__ void relay(float* slot, volatile int* ready, float* y) {
  int t = threadIdx.x;
  if (blockIdx.x == 0) {
    if (t == 0) *ready = 1;
    __threadfence();
    slot[t] = 0.5f * t;  // BUG
  } else {
    while (*ready == 0) {
    }
    __threadfence();
    y[t] = slot[t] + 1.f;  // BUG
  }
}

int main() {
  const int n = 32;
  float *slot, *y, result[n];
  int* ready;
  check(cudaMalloc(&slot, n * sizeof(float)));
  check(cudaMalloc(&y, n * sizeof(float)));
  check(cudaMalloc(&ready, sizeof(int)));
  check(cudaMemset(slot, 0, n * sizeof(float)));
  check(cudaMemset(ready, 0, sizeof(int)));
  relay<<<2, n>>>(slot, ready, y);
  check(cudaGetLastError());
  check(cudaMemcpy(result, y, n * sizeof(float), cudaMemcpyDeviceToHost));
  check(cudaFree(slot));
  check(cudaFree(y));
  check(cudaFree(ready));
  std::printf("%g\n", result[n - 1]);
  return result[n - 1] == 16.5f ? 0 : 1;
}
