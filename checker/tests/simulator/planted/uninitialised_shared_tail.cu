// EXPECT: uninitialised
// The last block fills only a part of its shared array, and the tree adds up all of it.
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

__global__ void block_sums(const float* x, float* sums, int n) {
  __shared__ float s[block];
  int t = threadIdx.x, i = blockIdx.x * block + t;
  if (i < n) s[t] = x[i];
  __syncthreads();
  for (int d = block / 2; d > 0; d /= 2) {
    if (t < d) s[t] += s[t + d];  // BUG
    __syncthreads();
  }
  if (t == 0) sums[blockIdx.x] = s[0];
}

int main() {
  const int n = 300, blocks = (n + block - 1) / block;
  std::vector<float> h(n, 1.f);
  float *x, *sums;
  check(cudaMalloc(&x, n * sizeof(float)));
  check(cudaMalloc(&sums, blocks * sizeof(float)));
  check(cudaMemcpy(x, h.data(), n * sizeof(float), cudaMemcpyHostToDevice));
  block_sums<<<blocks, block>>>(x, sums, n);
  check(cudaGetLastError());
  check(cudaMemcpy(h.data(), sums, blocks * sizeof(float), cudaMemcpyDeviceToHost));
  check(cudaFree(x));
  check(cudaFree(sums));
  std::printf("%g\n", h[blocks - 1]);
}
