// EXPECT: out_of_bounds
// One slot a warp is enough for sums, but each thread stores its own through the pointer.
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

__device__ void store(float* slots, float value) {
  slots[threadIdx.x] = value;  // BUG
}

__global__ void sums(const float* x, float* y) {
  __shared__ float slots[block / 32];
  __shared__ float total;
  store(slots, x[blockIdx.x * block + threadIdx.x]);
  __syncthreads();
  if (threadIdx.x == 0) {
    total = 0.f;
    for (int w = 0; w < block / 32; w++) total += slots[w];
    y[blockIdx.x] = total;
  }
}

int main() {
  const int blocks = 3, n = blocks * block;
  std::vector<float> h(n, 1.f);
  float *x, *y;
  check(cudaMalloc(&x, n * sizeof(float)));
  check(cudaMalloc(&y, blocks * sizeof(float)));
  check(cudaMemcpy(x, h.data(), n * sizeof(float), cudaMemcpyHostToDevice));
  sums<<<blocks, block>>>(x, y);
  check(cudaGetLastError());
  check(cudaMemcpy(h.data(), y, blocks * sizeof(float), cudaMemcpyDeviceToHost));
  check(cudaFree(x));
  check(cudaFree(y));
  std::printf("%g\n", h[0]);
}
