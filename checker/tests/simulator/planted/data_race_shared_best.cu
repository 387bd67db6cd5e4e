// EXPECT: data_race
// Looking and then storing is not one step: of two threads that beat the best, the worse one may store last.
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

constexpr int block = 96;

__global__ void lowest(const int* x, int* result) {
  __shared__ int best;
  int v = x[blockIdx.x * block + threadIdx.x];
  if (threadIdx.x == 0) best = v;
  __syncthreads();
  if (v < best) best = v;  // BUG
  __syncthreads();
  if (threadIdx.x == 0) result[blockIdx.x] = best;
}

int main() {
  const int blocks = 2, n = blocks * block;
  std::vector<int> h(n), result(blocks);
  for (int i = 0; i < n; i++) h[i] = (i + 50) * 67 % 193;
  int *x, *d_result;
  check(cudaMalloc(&x, n * sizeof(int)));
  check(cudaMalloc(&d_result, blocks * sizeof(int)));
  check(cudaMemcpy(x, h.data(), n * sizeof(int), cudaMemcpyHostToDevice));
  lowest<<<blocks, block>>>(x, d_result);
  check(cudaGetLastError());
  check(cudaMemcpy(result.data(), d_result, blocks * sizeof(int), cudaMemcpyDeviceToHost));
  check(cudaFree(x));
  check(cudaFree(d_result));
  int wrong = 0;
  for (int b = 0; b < blocks; b++) {
    int expected = h[b * block];
    for (int t = 1; t < block; t++) expected = h[b * block + t] < expected ? h[b * block + t] : expected;
    wrong += result[b] != expected;
  }
  std::printf("%d wrong\n", wrong);
  return wrong ? 1 : 0;
}
