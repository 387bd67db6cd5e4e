// EXPECT: exited_before_barrier
// The thread that finds the key returns, and the others wait for it at the end of the round.
#include <cuda_runtime.h>

#include <cstdio>
#include <cstdlib>
#include <vector>

static void check(cudaError_t error) {
  if (error == cudaSuccess) return;
  std::fprintf(stderr, "CUDA: %s\n", cudaGetErrorString(error));
  std::exit(1);
}

constexpr int block = 64;

__global__ void find(const int* x, int* where, int n, int key) {
  __shared__ int rounds;
  if (threadIdx.x == 0) rounds = 0;
  __syncthreads();
  for (int begin = 0; begin < n; begin += block) {
    int i = begin + threadIdx.x;
    if (i < n && x[i] == key) {
      *where = i;
      return;
    }
    if (threadIdx.x == 0) rounds++;
    __syncthreads();  // BUG
  }
}

int main() {
  const int n = 250, key = 4711;
  std::vector<int> h(n, 1);
  h[100] = key;
  int *x, *where, result;
  check(cudaMalloc(&x, n * sizeof(int)));
  check(cudaMalloc(&where, sizeof(int)));
  check(cudaMemcpy(x, h.data(), n * sizeof(int), cudaMemcpyHostToDevice));
  check(cudaMemset(where, 0xff, sizeof(int)));
  find<<<1, block>>>(x, where, n, key);
  check(cudaGetLastError());
  check(cudaMemcpy(&result, where, sizeof(int), cudaMemcpyDeviceToHost));
  check(cudaFree(x));
  check(cudaFree(where));
  std::printf("%d\n", result);
}
