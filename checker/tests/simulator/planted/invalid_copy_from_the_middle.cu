// EXPECT: invalid_copy
// The copy begins at the second half and is as long as the whole.
#include <cuda_runtime.h>

#include <cstdio>
#include <cstdlib>
#include <vector>

#define CHECK(call)                                                                       \
  do {                                                                                    \
    cudaError_t error = (call);                                                           \
    if (error != cudaSuccess) {                                                           \
      std::fprintf(stderr, "%s:%d: %s\n", __FILE__, __LINE__, cudaGetErrorString(error)); \
      std::exit(1);                                                                       \
    }                                                                                     \
  } while (0)

__global__ void iota(int* x, int n) {
  int i = blockIdx.x * blockDim.x + threadIdx.x;
  if (i < n) x[i] = i;
}

int main() {
  const int n = 512;
  std::vector<int> h(n);
  int *x, *y;
  CHECK(cudaMalloc(&x, n * sizeof(int)));
  CHECK(cudaMalloc(&y, n * sizeof(int)));
  iota<<<2, 256>>>(x, n);
  CHECK(cudaGetLastError());
  CHECK(cudaMemcpy(y, x + n / 2, n * sizeof(int), cudaMemcpyDeviceToDevice));  // BUG
  CHECK(cudaMemcpy(h.data(), y, n / 2 * sizeof(int), cudaMemcpyDeviceToHost));
  CHECK(cudaFree(x));
  CHECK(cudaFree(y));
  std::printf("%d\n", h[0]);
}
