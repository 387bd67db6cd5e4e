// EXPECT: invalid_copy
// The array holds bytes, and the memset clears four times as many.
#include <cuda_runtime.h>

#include <cstdio>
#include <cstdlib>

static void check(cudaError_t error) {
  if (error == cudaSuccess) return;
  std::fprintf(stderr, "CUDA: %s\n", cudaGetErrorString(error));
  std::exit(1);
}

__global__ void mark(unsigned char* seen, int n) {
  int i = blockIdx.x * blockDim.x + threadIdx.x;
  if (i < n && i % 3 == 0) seen[i] = 1;
}

int main() {
  const int n = 1000;
  unsigned char *seen, first;
  check(cudaMalloc(&seen, n));
  check(cudaMemset(seen, 0, n * sizeof(int)));  // BUG
  mark<<<(n + 255) / 256, 256>>>(seen, n);
  check(cudaGetLastError());
  check(cudaMemcpy(&first, seen, 1, cudaMemcpyDeviceToHost));
  check(cudaFree(seen));
  std::printf("%d\n", first);
}
