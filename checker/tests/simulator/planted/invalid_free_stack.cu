// EXPECT: invalid_free
// The address of the pointer is freed, not what it points to.
#include <cuda_runtime.h>

#include <cstdio>
#include <cstdlib>

static void check(cudaError_t error) {
  if (error == cudaSuccess) return;
  std::fprintf(stderr, "CUDA: %s\n", cudaGetErrorString(error));
  std::exit(1);
}

__global__ void set(int* x) { *x = 42; }

int main() {
  int *x, result;
  check(cudaMalloc(&x, sizeof(int)));
  set<<<1, 1>>>(x);
  check(cudaGetLastError());
  check(cudaMemcpy(&result, x, sizeof(int), cudaMemcpyDeviceToHost));
  std::printf("%d\n", result);
  check(cudaFree(&x));  // BUG
}
