// EXPECT: divergent_barrier
// The first barrier stands within the bound check, so in the last block some threads go on to the second one.
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

__global__ void swap_neighbours(float* x, float* largest, int n) {
  __shared__ float s[block];
  int t = threadIdx.x, i = blockIdx.x * block + t;
  s[t] = 0.f;
  if (i < n) {
    s[t] = x[i];
    __syncthreads();  // BUG
    x[i] = s[t ^ 1];
  }
  __syncthreads();  // BUG
  if (t == 0) {
    float best = s[0];
    for (int k = 1; k < block; k++) best = fmaxf(best, s[k]);
    largest[blockIdx.x] = best;
  }
}

int main() {
  const int n = 150, blocks = (n + block - 1) / block;
  std::vector<float> h(n, 1.f);
  float *x, *largest;
  check(cudaMalloc(&x, n * sizeof(float)));
  check(cudaMalloc(&largest, blocks * sizeof(float)));
  check(cudaMemcpy(x, h.data(), n * sizeof(float), cudaMemcpyHostToDevice));
  swap_neighbours<<<blocks, block>>>(x, largest, n);
  check(cudaGetLastError());
  check(cudaMemcpy(h.data(), x, n * sizeof(float), cudaMemcpyDeviceToHost));
  check(cudaFree(x));
  check(cudaFree(largest));
  std::printf("%g\n", h[0]);
}
