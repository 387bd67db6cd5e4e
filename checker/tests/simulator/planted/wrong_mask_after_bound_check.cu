// EXPECT: wrong_mask
// Lanes behind the end have returned, and the full mask of the shuffle still reads their values.
#include <cuda_runtime.h>

#include <cstdio>
#include <cstdlib>
#include <vector>

static void check(cudaError_t error) {
  if (error == cudaSuccess) return;
  std::fprintf(stderr, "CUDA: %s\n", cudaGetErrorString(error));
  std::exit(1);
}

__global__ void warp_sums(const float* x, float* sums, int n) {
  int i = blockIdx.x * blockDim.x + threadIdx.x;
  if (i >= n) return;
  float v = x[i];
  for (int d = 16; d > 0; d /= 2) {
    v += __shfl_down_sync(0xffffffff, v, d);  // BUG
  }
  if (i % 32 == 0) sums[i / 32] = v;
}

int main() {
  const int n = 200, warps = (n + 31) / 32;
  std::vector<float> h(n, 1.f);
  float *x, *sums;
  check(cudaMalloc(&x, n * sizeof(float)));
  check(cudaMalloc(&sums, warps * sizeof(float)));
  check(cudaMemcpy(x, h.data(), n * sizeof(float), cudaMemcpyHostToDevice));
  warp_sums<<<(n + 63) / 64, 64>>>(x, sums, n);
  check(cudaGetLastError());
  check(cudaMemcpy(h.data(), sums, warps * sizeof(float), cudaMemcpyDeviceToHost));
  check(cudaFree(x));
  check(cudaFree(sums));
  std::printf("%g\n", h[0]);
}
