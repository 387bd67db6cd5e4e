// EXPECT: use_after_free
// The result is copied from memory that has been freed already.
#include <cuda_runtime.h>

#include <cstdio>
#include <cstdlib>
#include <vector>

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
  const int n = 300;
  int* x;
  check(cudaMalloc(&x, n * sizeof(int)));
  iota<<<2, 256>>>(x, n);
  check(cudaGetLastError());
  check(cudaDeviceSynchronize());
  check(cudaFree(x));
  std::vector<int> h(n);
  check(cudaMemcpy(h.data(), x, n * sizeof(int), cudaMemcpyDeviceToHost));  // BUG
  std::printf("%d\n", h[n - 1]);
}
