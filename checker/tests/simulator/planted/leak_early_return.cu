// EXPECT: leak
// When there is nothing to count, the function returns before it frees.
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

__global__ void count(const int* x, int n, int* zeros) {
  int i = blockIdx.x * blockDim.x + threadIdx.x;
  if (i < n && x[i] == 0) atomicAdd(zeros, 1);
}

static int zeros_in(const std::vector<int>& h) {
  int n = static_cast<int>(h.size()), result = 0, *zeros;
  check(cudaMalloc(&zeros, sizeof(int)));  // BUG
  if (n == 0) return 0;
  int* x;
  check(cudaMalloc(&x, n * sizeof(int)));
  check(cudaMemcpy(x, h.data(), n * sizeof(int), cudaMemcpyHostToDevice));
  check(cudaMemset(zeros, 0, sizeof(int)));
  count<<<(n + 63) / 64, 64>>>(x, n, zeros);
  check(cudaGetLastError());
  check(cudaMemcpy(&result, zeros, sizeof(int), cudaMemcpyDeviceToHost));
  check(cudaFree(x));
  check(cudaFree(zeros));
  return result;
}

int main() {
  int some = zeros_in({1, 0, 2, 0}), none = zeros_in({});
  std::printf("%d %d\n", some, none);
  return some == 2 && none == 0 ? 0 : 1;
}
