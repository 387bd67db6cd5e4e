// EXPECT: data_race
// __threadfence_block() orders for one's own block, but the reader is another block.
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

__global__ void sum_squares(const int* x, int* partial, int* done, int* sum) {
  if (threadIdx.x != 0) return;
  int v = 0;
  for (int k = 0; k < 50; k++) v += x[blockIdx.x * 50 + k] * x[blockIdx.x * 50 + k];
  partial[blockIdx.x] = v;  // BUG
  __threadfence_block();
  if (atomicAdd(done, 1) != gridDim.x - 1) return;
  __threadfence_block();
  int total = 0;
  for (int b = 0; b < gridDim.x; b++) {
    total += partial[b];  // BUG
  }
  *sum = total;
}

int main() {
  const int blocks = 5, n = 50 * blocks;
  std::vector<int> h(n);
  int expected = 0, result;
  for (int i = 0; i < n; i++) {
    h[i] = i % 8;
    expected += h[i] * h[i];
  }
  int *x, *partial, *done, *sum;
  check(cudaMalloc(&x, n * sizeof(int)));
  check(cudaMalloc(&partial, blocks * sizeof(int)));
  check(cudaMalloc(&done, sizeof(int)));
  check(cudaMalloc(&sum, sizeof(int)));
  check(cudaMemcpy(x, h.data(), n * sizeof(int), cudaMemcpyHostToDevice));
  check(cudaMemset(partial, 0, blocks * sizeof(int)));
  check(cudaMemset(done, 0, sizeof(int)));
  sum_squares<<<blocks, 32>>>(x, partial, done, sum);
  check(cudaGetLastError());
  check(cudaMemcpy(&result, sum, sizeof(int), cudaMemcpyDeviceToHost));
  check(cudaFree(x));
  check(cudaFree(partial));
  check(cudaFree(done));
  check(cudaFree(sum));
  std::printf("%d, %d expected\n", result, expected);
  return result == expected ? 0 : 1;
}
