// EXPECT: data_race
// Global memory needs a barrier within a block just as shared memory does.
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

__global__ void second_differences(const int* x, int* scratch, int* y, int cols) {
  int c = threadIdx.x;
  const int* row = x + blockIdx.x * cols;
  int* first = scratch + blockIdx.x * cols;
  first[c] = c > 0 ? row[c] - row[c - 1] : 0;                      // BUG
  y[blockIdx.x * cols + c] = c > 0 ? first[c] - first[c - 1] : 0;  // BUG
}

int main() {
  const int rows = 4, cols = 80, n = rows * cols;
  std::vector<int> h(n), result(n);
  for (int i = 0; i < n; i++) h[i] = (i % cols) * (i % cols);
  int *x, *scratch, *y;
  check(cudaMalloc(&x, n * sizeof(int)));
  check(cudaMalloc(&scratch, n * sizeof(int)));
  check(cudaMalloc(&y, n * sizeof(int)));
  check(cudaMemcpy(x, h.data(), n * sizeof(int), cudaMemcpyHostToDevice));
  check(cudaMemset(scratch, 0, n * sizeof(int)));
  second_differences<<<rows, cols>>>(x, scratch, y, cols);
  check(cudaGetLastError());
  check(cudaMemcpy(result.data(), y, n * sizeof(int), cudaMemcpyDeviceToHost));
  check(cudaFree(x));
  check(cudaFree(scratch));
  check(cudaFree(y));
  int wrong = 0;
  for (int i = 0; i < n; i++) wrong += i % cols >= 2 && result[i] != 2;
  std::printf("%d wrong\n", wrong);
  return wrong ? 1 : 0;
}
