// EXPECT: invalid_free
// The pointer was moved past a header, and cudaFree wants the one from cudaMalloc.
#include <cuda_runtime.h>

#include <cstdio>
#include <cstdlib>

static void check(cudaError_t error) {
  if (error == cudaSuccess) return;
  std::fprintf(stderr, "CUDA: %s\n", cudaGetErrorString(error));
  std::exit(1);
}

__global__ void clear(float* x, int n) {
  int i = blockIdx.x * blockDim.x + threadIdx.x;
  if (i < n) x[i] = 0.f;
}

int main() {
  const int header = 16, n = 500;
  float* x;
  check(cudaMalloc(&x, (header + n) * sizeof(float)));
  x += header;
  clear<<<4, 128>>>(x, n);
  check(cudaGetLastError());
  check(cudaDeviceSynchronize());
  check(cudaFree(x));  // BUG
  std::printf("done\n");
}
