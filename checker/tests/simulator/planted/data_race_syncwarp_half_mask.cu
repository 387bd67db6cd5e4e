// EXPECT: data_race
// Each half of the warp waits for itself, but in the first step a lane's partner is in the other half.
#include <cuda_runtime.h>

#include <cstdio>
#include <cstdlib>
#include <vector>

static void check(cudaError_t error) {
  if (error == cudaSuccess) return;
  std::fprintf(stderr, "CUDA: %s\n", cudaGetErrorString(error));
  std::exit(1);
}

__global__ void warp_sums(const float* x, float* sums) {
  __shared__ float s[32];
  int lane = threadIdx.x;
  unsigned half = lane < 16 ? 0x0000ffffu : 0xffff0000u;
  s[lane] = x[blockIdx.x * 32 + lane];
  __syncwarp();
  for (int d = 16; d > 0; d /= 2) {
    float v = s[lane] + s[lane ^ d];  // BUG
    __syncwarp(half);
    s[lane] = v;  // BUG
    __syncwarp(half);
  }
  if (lane == 0) sums[blockIdx.x] = s[0];
}

int main() {
  const int blocks = 6, n = 32 * blocks;
  std::vector<float> h(n, 0.25f);
  float *x, *sums;
  check(cudaMalloc(&x, n * sizeof(float)));
  check(cudaMalloc(&sums, blocks * sizeof(float)));
  check(cudaMemcpy(x, h.data(), n * sizeof(float), cudaMemcpyHostToDevice));
  warp_sums<<<blocks, 32>>>(x, sums);
  check(cudaGetLastError());
  check(cudaMemcpy(h.data(), sums, blocks * sizeof(float), cudaMemcpyDeviceToHost));
  check(cudaFree(x));
  check(cudaFree(sums));
  std::printf("%g\n", h[0]);
}
