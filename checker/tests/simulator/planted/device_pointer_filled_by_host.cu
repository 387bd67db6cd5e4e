// EXPECT: device_pointer_on_host
// The input is filled in by a loop on the host right after cudaMalloc.
#include <cuda_runtime.h>

#include <cstdio>
#include <cstdlib>

static void check(cudaError_t error) {
  if (error == cudaSuccess) return;
  std::fprintf(stderr, "CUDA: %s\n", cudaGetErrorString(error));
  std::exit(1);
}

__global__ void negate(float* x, int n) {
  int i = blockIdx.x * blockDim.x + threadIdx.x;
  if (i < n) x[i] = -x[i];
}

int main() {
  const int n = 64;
  float* x;
  check(cudaMalloc(&x, n * sizeof(float)));
  for (int i = 0; i < n; i++) {
    x[i] = 0.5f * i;  // BUG
  }
  negate<<<1, n>>>(x, n);
  check(cudaGetLastError());
  float last;
  check(cudaMemcpy(&last, x + n - 1, sizeof(float), cudaMemcpyDeviceToHost));
  check(cudaFree(x));
  std::printf("%g\n", last);
}
