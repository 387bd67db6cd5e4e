// EXPECT: deadlock
// All blocks wait for all others, but with 96 KiB of shared memory each, not all 600 are on the GPU at the same time.
#include <cuda_runtime.h>

#include <cstdio>
#include <cstdlib>
#include <vector>

static void check(cudaError_t error) {
  if (error == cudaSuccess) return;
  std::fprintf(stderr, "CUDA: %s\n", cudaGetErrorString(error));
  std::exit(1);
}

constexpr int block = 64, slots = 24 * 1024;

__global__ void two_phases(const float* x, float* y, volatile int* arrived) {
  extern __shared__ float s[];
  int t = threadIdx.x;
  for (int k = t; k < slots; k += block) s[k] = x[t];
  __syncthreads();
  if (t == 0) {
    __threadfence();
    atomicAdd(const_cast<int*>(arrived), 1);
    while (*arrived < gridDim.x) {  // BUG
    }
    __threadfence();
  }
  __syncthreads();
  y[blockIdx.x * block + t] = s[slots - 1 - t];
}

int main() {
  const int blocks = 600, bytes = slots * sizeof(float);
  std::vector<float> h(block, 1.f);
  float *x, *y;
  int* arrived;
  check(cudaMalloc(&x, block * sizeof(float)));
  check(cudaMalloc(&y, blocks * block * sizeof(float)));
  check(cudaMalloc(&arrived, sizeof(int)));
  check(cudaMemcpy(x, h.data(), block * sizeof(float), cudaMemcpyHostToDevice));
  check(cudaMemset(arrived, 0, sizeof(int)));
  check(cudaFuncSetAttribute(two_phases, cudaFuncAttributeMaxDynamicSharedMemorySize, bytes));
  two_phases<<<blocks, block, bytes>>>(x, y, arrived);
  check(cudaGetLastError());
  check(cudaDeviceSynchronize());
  check(cudaMemcpy(h.data(), y, block * sizeof(float), cudaMemcpyDeviceToHost));
  check(cudaFree(x));
  check(cudaFree(y));
  check(cudaFree(arrived));
  std::printf("%g\n", h[0]);
}
