// EXPECT: out_of_bounds
// Threads behind the end multiply by zero, but they have read behind the end before that.
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

__global__ void count_votes(const int* votes, int* total, int n) {
  int i = blockIdx.x * blockDim.x + threadIdx.x;
  int valid = i < n ? 1 : 0;
  atomicAdd(total, valid * votes[i]);  // BUG
}

int main() {
  const int n = 500, block = 128;
  std::vector<int> votes(n);
  int expected = 0;
  for (int i = 0; i < n; i++) expected += votes[i] = i % 3;
  int *d_votes, *d_total;
  check(cudaMalloc(&d_votes, n * sizeof(int)));
  check(cudaMalloc(&d_total, sizeof(int)));
  check(cudaMemcpy(d_votes, votes.data(), n * sizeof(int), cudaMemcpyHostToDevice));
  check(cudaMemset(d_total, 0, sizeof(int)));
  count_votes<<<(n + block - 1) / block, block>>>(d_votes, d_total, n);
  check(cudaGetLastError());
  int total;
  check(cudaMemcpy(&total, d_total, sizeof(int), cudaMemcpyDeviceToHost));
  check(cudaFree(d_votes));
  check(cudaFree(d_total));
  std::printf("%d votes, %d expected\n", total, expected);
  return total == expected ? 0 : 1;
}
