// EXPECT: data_race
// The blocks compare with the global maximum and replace it, in two steps.
// RESULT: right
#include <cuda_runtime.h>

#include <cstdio>
#include <cstdlib>
#include <vector>

static void check(cudaError_t error) {
  if (error == cudaSuccess) return;
  std::fprintf(stderr, "CUDA: %s\n", cudaGetErrorString(error));
  std::exit(1);
}

__global__ void highest(const int* x, int* best, int n) {
  int v = 0;
  for (int i = blockIdx.x * blockDim.x + threadIdx.x; i < n; i += gridDim.x * blockDim.x) v = max(v, x[i]);
  for (int d = 16; d > 0; d /= 2) v = max(v, __shfl_xor_sync(0xffffffff, v, d));
  if (threadIdx.x % 32 == 0 && v > *best) {  // BUG
    *best = v;                               // BUG
  }
}

int main() {
  const int n = 1000;
  std::vector<int> h(n);
  for (int i = 0; i < n; i++) h[i] = i * 379 % 1009;
  int expected = 0, result;
  for (int v : h) expected = v > expected ? v : expected;
  int *x, *best;
  check(cudaMalloc(&x, n * sizeof(int)));
  check(cudaMalloc(&best, sizeof(int)));
  check(cudaMemcpy(x, h.data(), n * sizeof(int), cudaMemcpyHostToDevice));
  check(cudaMemset(best, 0, sizeof(int)));
  highest<<<4, 64>>>(x, best, n);
  check(cudaGetLastError());
  check(cudaMemcpy(&result, best, sizeof(int), cudaMemcpyDeviceToHost));
  check(cudaFree(x));
  check(cudaFree(best));
  std::printf("%d, %d expected\n", result, expected);
  return result == expected ? 0 : 1;
}
