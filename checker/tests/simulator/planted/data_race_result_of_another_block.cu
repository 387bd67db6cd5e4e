// EXPECT: data_race
// Each block starts from the end of the one before, in the same launch, where nothing makes blocks run in order.
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

constexpr int block = 32;

__global__ void running_sum(const int* x, int* y) {
  int begin = blockIdx.x * block;
  if (threadIdx.x != 0) return;
  int sum = blockIdx.x > 0 ? y[begin - 1] : 0;  // BUG
  for (int i = begin; i < begin + block; i++) {
    sum += x[i];
    y[i] = sum;  // BUG
  }
}

int main() {
  const int n = 5 * block;
  std::vector<int> h(n), expected(n), result(n);
  for (int i = 0; i < n; i++) {
    h[i] = i % 6;
    expected[i] = (i > 0 ? expected[i - 1] : 0) + h[i];
  }
  int *x, *y;
  check(cudaMalloc(&x, n * sizeof(int)));
  check(cudaMalloc(&y, n * sizeof(int)));
  check(cudaMemcpy(x, h.data(), n * sizeof(int), cudaMemcpyHostToDevice));
  check(cudaMemset(y, 0, n * sizeof(int)));
  running_sum<<<n / block, block>>>(x, y);
  check(cudaGetLastError());
  check(cudaMemcpy(result.data(), y, n * sizeof(int), cudaMemcpyDeviceToHost));
  check(cudaFree(x));
  check(cudaFree(y));
  std::printf(result == expected ? "right\n" : "wrong\n");
  return result == expected ? 0 : 1;
}
