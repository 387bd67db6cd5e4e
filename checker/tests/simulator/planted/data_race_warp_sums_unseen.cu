// EXPECT: data_race
// The first warp adds up the warps' sums without a barrier behind their stores.
#include <cuda_runtime.h>

#include <cstdio>
#include <cstdlib>
#include <vector>

static void check(cudaError_t error) {
  if (error == cudaSuccess) return;
  std::fprintf(stderr, "CUDA: %s\n", cudaGetErrorString(error));
  std::exit(1);
}

constexpr int block = 256;

__global__ void block_sums(const float* x, float* sums) {
  __shared__ float of_warp[32];
  int t = threadIdx.x, lane = t % 32, warp = t / 32;
  if (t < 32) of_warp[t] = 0.f;
  __syncthreads();
  float v = x[blockIdx.x * block + t];
  for (int d = 16; d > 0; d /= 2) v += __shfl_down_sync(0xffffffff, v, d);
  if (lane == 0) of_warp[warp] = v;  // BUG
  if (warp == 0) {
    v = of_warp[lane];  // BUG
    for (int d = 16; d > 0; d /= 2) v += __shfl_down_sync(0xffffffff, v, d);
    if (lane == 0) sums[blockIdx.x] = v;
  }
}

int main() {
  const int blocks = 3, n = blocks * block;
  std::vector<float> h(n, 1.f);
  float *x, *sums;
  check(cudaMalloc(&x, n * sizeof(float)));
  check(cudaMalloc(&sums, blocks * sizeof(float)));
  check(cudaMemcpy(x, h.data(), n * sizeof(float), cudaMemcpyHostToDevice));
  block_sums<<<blocks, block>>>(x, sums);
  check(cudaGetLastError());
  check(cudaMemcpy(h.data(), sums, blocks * sizeof(float), cudaMemcpyDeviceToHost));
  check(cudaFree(x));
  check(cudaFree(sums));
  std::printf("%g\n", h[0]);
}
