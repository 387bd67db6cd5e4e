// EXPECT: divergent_barrier
// One warp loads and the others compute, and each kind has its own __syncthreads(), in different functions.
#include <cuda_runtime.h>

#include <cstdio>
#include <cstdlib>
#include <vector>

static void check(cudaError_t error) {
  if (error == cudaSuccess) return;
  std::fprintf(stderr, "CUDA: %s\n", cudaGetErrorString(error));
  std::exit(1);
}

constexpr int workers = 64;

__device__ void load_part(float* part, const float* x) {
  for (int k = threadIdx.x - workers; k < workers; k += 32) part[k] = x[k];
  __syncthreads();  // BUG
}

__device__ float use_part(const float* part) {
  __syncthreads();  // BUG
  return part[workers - 1 - threadIdx.x];
}

__global__ void pipeline(const float* x, float* y) {
  __shared__ float part[workers];
  if (threadIdx.x >= workers) {
    load_part(part, x + blockIdx.x * workers);
  } else {
    y[blockIdx.x * workers + threadIdx.x] = use_part(part);
  }
}

int main() {
  const int blocks = 2, n = blocks * workers;
  std::vector<float> h(n, 1.f);
  float *x, *y;
  check(cudaMalloc(&x, n * sizeof(float)));
  check(cudaMalloc(&y, n * sizeof(float)));
  check(cudaMemcpy(x, h.data(), n * sizeof(float), cudaMemcpyHostToDevice));
  pipeline<<<blocks, workers + 32>>>(x, y);
  check(cudaGetLastError());
  check(cudaMemcpy(h.data(), y, n * sizeof(float), cudaMemcpyDeviceToHost));
  check(cudaFree(x));
  check(cudaFree(y));
  std::printf("%g\n", h[0]);
}
