// EXPECT: null_pointer
// A terabyte cannot be allocated, nobody looks at the error, and the kernel gets a null pointer.
#include <cuda_runtime.h>

#include <cstdio>
#include <cstdlib>

static void check(cudaError_t error) {
  if (error == cudaSuccess) return;
  std::fprintf(stderr, "CUDA: %s\n", cudaGetErrorString(error));
  std::exit(1);
}

__global__ void mark(unsigned char* seen, const int* ids, int n) {
  int i = blockIdx.x * blockDim.x + threadIdx.x;
  if (i < n) seen[ids[i]] = 1;  // BUG
}

int main() {
  const int n = 64;
  int h[n];
  for (int i = 0; i < n; i++) h[i] = 3 * i;
  unsigned char* seen = nullptr;
  cudaMalloc(&seen, static_cast<size_t>(1) << 40);
  int* ids;
  check(cudaMalloc(&ids, sizeof(h)));
  check(cudaMemcpy(ids, h, sizeof(h), cudaMemcpyHostToDevice));
  mark<<<1, n>>>(seen, ids, n);
  check(cudaDeviceSynchronize());
  check(cudaFree(ids));
  check(cudaFree(seen));
  std::printf("marked\n");
}
