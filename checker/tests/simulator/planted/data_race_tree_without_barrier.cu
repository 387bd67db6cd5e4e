// EXPECT: data_race
// The barrier stands before the tree and not in it, so a step reads what the step before is still adding up.
#include <cuda_runtime.h>

#include <cstdio>
#include <cstdlib>
#include <vector>

static void check(cudaError_t error) {
  if (error == cudaSuccess) return;
  std::fprintf(stderr, "CUDA: %s\n", cudaGetErrorString(error));
  std::exit(1);
}

constexpr int block = 256;

__global__ void block_max(const int* x, int* result, int n) {
  __shared__ int s[block];
  int t = threadIdx.x, i = blockIdx.x * block + t;
  s[t] = i < n ? x[i] : 0;
  __syncthreads();
  for (int d = block / 2; d > 0; d /= 2) {
    if (t < d) s[t] = max(s[t], s[t + d]);  // BUG
  }
  if (t == 0) result[blockIdx.x] = s[0];
}

int main() {
  const int n = 700, blocks = (n + block - 1) / block;
  std::vector<int> h(n);
  for (int i = 0; i < n; i++) h[i] = i * 61 % 509;
  int *x, *result;
  check(cudaMalloc(&x, n * sizeof(int)));
  check(cudaMalloc(&result, blocks * sizeof(int)));
  check(cudaMemcpy(x, h.data(), n * sizeof(int), cudaMemcpyHostToDevice));
  block_max<<<blocks, block>>>(x, result, n);
  check(cudaGetLastError());
  check(cudaMemcpy(h.data(), result, blocks * sizeof(int), cudaMemcpyDeviceToHost));
  check(cudaFree(x));
  check(cudaFree(result));
  std::printf("%d\n", h[0]);
}
