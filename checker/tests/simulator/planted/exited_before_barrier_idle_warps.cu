// EXPECT: exited_before_barrier
// The warps that have done their part return in the middle of the tree, before the next barrier.
#include <cuda_runtime.h>

#include <cstdio>
#include <cstdlib>
#include <vector>

static void check(cudaError_t error) {
  if (error == cudaSuccess) return;
  std::fprintf(stderr, "CUDA: %s\n", cudaGetErrorString(error));
  std::exit(1);
}

constexpr int block = 128;

__global__ void block_sums(const float* x, float* sums) {
  __shared__ float s[block];
  int t = threadIdx.x;
  s[t] = x[blockIdx.x * block + t];
  __syncthreads();
  for (int d = block / 2; d > 0; d /= 2) {
    if (t >= d) return;
    s[t] += s[t + d];
    __syncthreads();  // BUG
  }
  sums[blockIdx.x] = s[0];
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
