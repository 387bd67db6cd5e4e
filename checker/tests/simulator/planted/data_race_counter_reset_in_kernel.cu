// EXPECT: data_race
// One thread sets the counter to zero in the same kernel in which all blocks count.
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

__global__ void count_even(const int* x, int* count, int n) {
  int i = blockIdx.x * blockDim.x + threadIdx.x;
  if (i == 0) *count = 0;  // BUG
  __syncthreads();
  if (i < n && x[i] % 2 == 0) atomicAdd(count, 1);  // BUG
}

int main() {
  const int n = 500;
  std::vector<int> h(n);
  int expected = 0, result;
  for (int i = 0; i < n; i++) {
    h[i] = i * i % 13;
    expected += h[i] % 2 == 0;
  }
  int *x, *count;
  check(cudaMalloc(&x, n * sizeof(int)));
  check(cudaMalloc(&count, sizeof(int)));
  check(cudaMemcpy(x, h.data(), n * sizeof(int), cudaMemcpyHostToDevice));
  check(cudaMemset(count, 0, sizeof(int)));
  count_even<<<(n + 127) / 128, 128>>>(x, count, n);
  check(cudaGetLastError());
  check(cudaMemcpy(&result, count, sizeof(int), cudaMemcpyDeviceToHost));
  check(cudaFree(x));
  check(cudaFree(count));
  std::printf("%d, %d expected\n", result, expected);
  return result == expected ? 0 : 1;
}
