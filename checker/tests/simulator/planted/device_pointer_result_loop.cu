// EXPECT: device_pointer_on_host
// The host compares the result in place instead of copying it.
#include <cuda_runtime.h>

#include <cstdio>
#include <cstdlib>

static void check(cudaError_t error) {
  if (error == cudaSuccess) return;
  std::fprintf(stderr, "CUDA: %s\n", cudaGetErrorString(error));
  std::exit(1);
}

__global__ void squares(int* y, int n) {
  int i = blockIdx.x * blockDim.x + threadIdx.x;
  if (i < n) y[i] = i * i;
}

int main() {
  const int n = 100;
  int* y;
  check(cudaMalloc(&y, n * sizeof(int)));
  squares<<<1, 128>>>(y, n);
  check(cudaGetLastError());
  check(cudaDeviceSynchronize());
  int wrong = 0;
  for (int i = 0; i < n; i++) {
    if (y[i] != i * i) wrong++;  // BUG
  }
  check(cudaFree(y));
  std::printf("%d wrong\n", wrong);
}
