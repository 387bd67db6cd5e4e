// EXPECT: assertion_failed
// The kernel is written for 128 threads a block and is launched with 64.
#include <cuda_runtime.h>

#include <cassert>
#include <cstdio>
#include <cstdlib>
#include <vector>

static void check(cudaError_t error) {
  if (error == cudaSuccess) return;
  std::fprintf(stderr, "CUDA: %s\n", cudaGetErrorString(error));
  std::exit(1);
}

template <int block>
__global__ void reverse(float* x) {
  __shared__ float s[block];
  assert(blockDim.x == block);  // BUG
  float* mine = x + blockIdx.x * block;
  s[threadIdx.x] = mine[threadIdx.x];
  __syncthreads();
  mine[threadIdx.x] = s[block - 1 - threadIdx.x];
}

int main() {
  const int n = 256;
  std::vector<float> h(n, 1.f);
  float* x;
  check(cudaMalloc(&x, n * sizeof(float)));
  check(cudaMemcpy(x, h.data(), n * sizeof(float), cudaMemcpyHostToDevice));
  reverse<128><<<n / 128, 64>>>(x);
  check(cudaGetLastError());
  check(cudaDeviceSynchronize());
  check(cudaMemcpy(h.data(), x, n * sizeof(float), cudaMemcpyDeviceToHost));
  check(cudaFree(x));
  std::printf("%g\n", h[0]);
}
