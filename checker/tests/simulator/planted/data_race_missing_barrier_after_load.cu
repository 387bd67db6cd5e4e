// EXPECT: data_race
// Each thread reads its left neighbour's element, and no barrier makes sure that it has been stored.
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

constexpr int block = 128;

__global__ void differences(const int* x, int* y, int n) {
  __shared__ int s[block];
  int t = threadIdx.x, i = blockIdx.x * block + t;
  if (i >= n) return;
  s[t] = x[i];  // BUG
  int left = 0;
  if (t > 0) left = s[t - 1];  // BUG
  if (t == 0 && i > 0) left = x[i - 1];
  y[i] = x[i] - left;
}

int main() {
  const int n = 500;
  std::vector<int> h(n), result(n);
  for (int i = 0; i < n; i++) h[i] = i * i % 91;
  int *x, *y;
  check(cudaMalloc(&x, n * sizeof(int)));
  check(cudaMalloc(&y, n * sizeof(int)));
  check(cudaMemcpy(x, h.data(), n * sizeof(int), cudaMemcpyHostToDevice));
  differences<<<(n + block - 1) / block, block>>>(x, y, n);
  check(cudaGetLastError());
  check(cudaMemcpy(result.data(), y, n * sizeof(int), cudaMemcpyDeviceToHost));
  check(cudaFree(x));
  check(cudaFree(y));
  int wrong = 0;
  for (int i = 1; i < n; i++) wrong += result[i] != h[i] - h[i - 1];
  std::printf("%d wrong\n", wrong);
  return wrong ? 1 : 0;
}
