// EXPECT: launch_failed
// The number of blocks is rounded down to 0.
#include <cuda_runtime.h>

#include <cstdio>
#include <cstdlib>
#include <vector>

static void check(cudaError_t error) {
  if (error == cudaSuccess) return;
  std::fprintf(stderr, "CUDA: %s\n", cudaGetErrorString(error));
  std::exit(1);
}

__global__ void increment(int* x, int n) {
  for (int i = blockIdx.x * blockDim.x + threadIdx.x; i < n; i += gridDim.x * blockDim.x) x[i]++;
}

int main() {
  const int n = 200, block = 256;
  std::vector<int> h(n, 1);
  int* x;
  check(cudaMalloc(&x, n * sizeof(int)));
  check(cudaMemcpy(x, h.data(), n * sizeof(int), cudaMemcpyHostToDevice));
  increment<<<n / block, block>>>(x, n);  // BUG
  check(cudaDeviceSynchronize());
  check(cudaMemcpy(h.data(), x, n * sizeof(int), cudaMemcpyDeviceToHost));
  check(cudaFree(x));
  std::printf("%d\n", h[0]);
}
