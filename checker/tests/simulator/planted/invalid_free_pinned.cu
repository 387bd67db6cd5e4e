// EXPECT: invalid_free
// Pinned host memory belongs to cudaFreeHost.
#include <cuda_runtime.h>

#include <cstdio>
#include <cstdlib>

static void check(cudaError_t error) {
  if (error == cudaSuccess) return;
  std::fprintf(stderr, "CUDA: %s\n", cudaGetErrorString(error));
  std::exit(1);
}

__global__ void iota(int* x, int n) {
  int i = blockIdx.x * blockDim.x + threadIdx.x;
  if (i < n) x[i] = i;
}

int main() {
  const int n = 200;
  int *h, *d;
  check(cudaMallocHost(&h, n * sizeof(int)));
  check(cudaMalloc(&d, n * sizeof(int)));
  iota<<<2, 128>>>(d, n);
  check(cudaGetLastError());
  check(cudaMemcpy(h, d, n * sizeof(int), cudaMemcpyDeviceToHost));
  std::printf("%d\n", h[n - 1]);
  check(cudaFree(d));
  check(cudaFree(h));  // BUG
}
