// EXPECT: device_pointer_on_host
// printf gets the sum by dereferencing the device pointer.
#include <cuda_runtime.h>

#include <cstdio>
#include <cstdlib>

static void check(cudaError_t error) {
  if (error == cudaSuccess) return;
  std::fprintf(stderr, "CUDA: %s\n", cudaGetErrorString(error));
  std::exit(1);
}

__global__ void sum_to(int n, float* sum) {
  float v = 0.f;
  for (int i = 1; i <= n; i++) v += i;
  *sum = v;
}

int main() {
  float* d;
  check(cudaMalloc(&d, sizeof(float)));
  sum_to<<<1, 1>>>(10, d);
  check(cudaGetLastError());
  check(cudaDeviceSynchronize());
  std::printf("the sum is %g\n", *d);  // BUG
  check(cudaFree(d));
}
