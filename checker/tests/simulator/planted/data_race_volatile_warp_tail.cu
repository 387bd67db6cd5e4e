// EXPECT: data_race
// The old recipe: volatile keeps the values out of registers, but it does not keep the lanes in step.
#include <cuda_runtime.h>

#include <cstdio>
#include <cstdlib>
#include <vector>

static void check(cudaError_t error) {
  if (error == cudaSuccess) return;
  std::fprintf(stderr, "CUDA: %s\n", cudaGetErrorString(error));
  std::exit(1);
}

constexpr int block = 64;

__device__ void warp_reduce(volatile int* s, int t) {
  s[t] = s[t] + s[t + 32];  // BUG
  s[t] = s[t] + s[t + 16];  // BUG
  s[t] = s[t] + s[t + 8];   // BUG
  s[t] = s[t] + s[t + 4];   // BUG
  s[t] = s[t] + s[t + 2];   // BUG
  s[t] = s[t] + s[t + 1];   // BUG
}

__global__ void block_sums(const int* x, int* sums) {
  __shared__ int s[block];
  int t = threadIdx.x;
  s[t] = x[blockIdx.x * block + t];
  __syncthreads();
  if (t < 32) warp_reduce(s, t);
  if (t == 0) sums[blockIdx.x] = s[0];
}

int main() {
  const int blocks = 5, n = blocks * block;
  std::vector<int> h(n, 1);
  int *x, *sums;
  check(cudaMalloc(&x, n * sizeof(int)));
  check(cudaMalloc(&sums, blocks * sizeof(int)));
  check(cudaMemcpy(x, h.data(), n * sizeof(int), cudaMemcpyHostToDevice));
  block_sums<<<blocks, block>>>(x, sums);
  check(cudaGetLastError());
  check(cudaMemcpy(h.data(), sums, blocks * sizeof(int), cudaMemcpyDeviceToHost));
  check(cudaFree(x));
  check(cudaFree(sums));
  std::printf("%d\n", h[0]);
}
