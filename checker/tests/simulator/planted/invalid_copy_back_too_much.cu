// EXPECT: invalid_copy
// The result has a sum for each block, and as many sums as there were inputs are copied back.
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

__global__ void block_sums(const float* x, float* sums) {
  float v = x[blockIdx.x * block + threadIdx.x];
  for (int d = 16; d > 0; d /= 2) v += __shfl_down_sync(0xffffffff, v, d);
  __shared__ float s[2];
  if (threadIdx.x % 32 == 0) s[threadIdx.x / 32] = v;
  __syncthreads();
  if (threadIdx.x == 0) sums[blockIdx.x] = s[0] + s[1];
}

int main() {
  const int blocks = 5, n = blocks * block;
  std::vector<float> h(n, 1.f), result(n);
  float *x, *sums;
  check(cudaMalloc(&x, n * sizeof(float)));
  check(cudaMalloc(&sums, blocks * sizeof(float)));
  check(cudaMemcpy(x, h.data(), n * sizeof(float), cudaMemcpyHostToDevice));
  block_sums<<<blocks, block>>>(x, sums);
  check(cudaGetLastError());
  check(cudaMemcpy(result.data(), sums, n * sizeof(float), cudaMemcpyDeviceToHost));  // BUG
  check(cudaFree(x));
  check(cudaFree(sums));
  std::printf("%g\n", result[0]);
}
