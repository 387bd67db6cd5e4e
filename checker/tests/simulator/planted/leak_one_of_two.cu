// EXPECT: leak
// The output is freed, the input is not.
// RESULT: right
#include <cuda_runtime.h>

#include <cstdio>
#include <cstdlib>
#include <vector>

static void check(cudaError_t error) {
  if (error == cudaSuccess) return;
  std::fprintf(stderr, "CUDA: %s\n", cudaGetErrorString(error));
  std::exit(1);
}

__global__ void add_one(const int* x, int* y, int n) {
  int i = blockIdx.x * blockDim.x + threadIdx.x;
  if (i < n) y[i] = x[i] + 1;
}

int main() {
  const int n = 150;
  std::vector<int> h(n, 1);
  int *x, *y;
  check(cudaMalloc(&x, n * sizeof(int)));  // BUG
  check(cudaMalloc(&y, n * sizeof(int)));
  check(cudaMemcpy(x, h.data(), n * sizeof(int), cudaMemcpyHostToDevice));
  add_one<<<2, 96>>>(x, y, n);
  check(cudaGetLastError());
  check(cudaMemcpy(h.data(), y, n * sizeof(int), cudaMemcpyDeviceToHost));
  check(cudaFree(y));
  std::printf("%d\n", h[n - 1]);
  return h[n - 1] == 2 ? 0 : 1;
}
