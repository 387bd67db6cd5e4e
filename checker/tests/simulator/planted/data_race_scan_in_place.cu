// EXPECT: data_race
// A scan in place: s[t - d] may be the neighbour's new value already.
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

__global__ void scan(const int* x, int* y) {
  __shared__ int s[block];
  int t = threadIdx.x;
  s[t] = x[blockIdx.x * block + t];
  __syncthreads();
  for (int d = 1; d < block; d *= 2) {
    if (t >= d) s[t] += s[t - d];  // BUG
    __syncthreads();
  }
  y[blockIdx.x * block + t] = s[t];
}

int main() {
  const int blocks = 2, n = blocks * block;
  std::vector<int> h(n, 1);
  int *x, *y;
  check(cudaMalloc(&x, n * sizeof(int)));
  check(cudaMalloc(&y, n * sizeof(int)));
  check(cudaMemcpy(x, h.data(), n * sizeof(int), cudaMemcpyHostToDevice));
  scan<<<blocks, block>>>(x, y);
  check(cudaGetLastError());
  check(cudaMemcpy(h.data(), y, n * sizeof(int), cudaMemcpyDeviceToHost));
  check(cudaFree(x));
  check(cudaFree(y));
  std::printf("%d\n", h[block - 1]);
}
