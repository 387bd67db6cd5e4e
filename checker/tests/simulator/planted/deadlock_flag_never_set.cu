// EXPECT: deadlock
// Each block waits for its own flag, but a block sets the flag of the next one: nobody sets the first.
#include <cuda_runtime.h>

#include <cstdio>
#include <cstdlib>
#include <vector>

static void check(cudaError_t error) {
  if (error == cudaSuccess) return;
  std::fprintf(stderr, "CUDA: %s\n", cudaGetErrorString(error));
  std::exit(1);
}

__global__ void chain(float* x, int* ready) {
  int b = blockIdx.x;
  if (threadIdx.x != 0) return;
  while (atomicAdd(&ready[b], 0) == 0) {  // BUG
  }
  __threadfence();
  x[b + 1] = x[b] * 2.f;
  __threadfence();
  atomicExch(&ready[b + 1], 1);
}

int main() {
  const int blocks = 4;
  std::vector<float> h(blocks + 1, 1.f);
  float* x;
  int* ready;
  check(cudaMalloc(&x, h.size() * sizeof(float)));
  check(cudaMalloc(&ready, h.size() * sizeof(int)));
  check(cudaMemcpy(x, h.data(), h.size() * sizeof(float), cudaMemcpyHostToDevice));
  check(cudaMemset(ready, 0, h.size() * sizeof(int)));
  chain<<<blocks, 32>>>(x, ready);
  check(cudaGetLastError());
  check(cudaDeviceSynchronize());
  check(cudaMemcpy(h.data(), x, h.size() * sizeof(float), cudaMemcpyDeviceToHost));
  check(cudaFree(x));
  check(cudaFree(ready));
  std::printf("%g\n", h[blocks]);
}
