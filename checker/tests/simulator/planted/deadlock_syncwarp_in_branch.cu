// EXPECT: deadlock
// __syncwarp() means all 32 lanes, but only the even ones come to it; the odd ones wait for the block.
#include <cuda_runtime.h>

#include <cstdio>
#include <cstdlib>
#include <vector>

static void check(cudaError_t error) {
  if (error == cudaSuccess) return;
  std::fprintf(stderr, "CUDA: %s\n", cudaGetErrorString(error));
  std::exit(1);
}

__global__ void pair_sums(const int* x, int* y) {
  __shared__ int s[32];
  int lane = threadIdx.x;
  s[lane] = x[lane];
  __syncwarp();
  if (lane % 2 == 0) {
    int sum = s[lane] + s[lane + 1];
    __syncwarp();  // BUG
    s[lane] = sum;
  }
  __syncthreads();  // BUG
  y[lane] = s[lane & ~1];
}

int main() {
  const int n = 32;
  std::vector<int> h(n, 1);
  int *x, *y;
  check(cudaMalloc(&x, n * sizeof(int)));
  check(cudaMalloc(&y, n * sizeof(int)));
  check(cudaMemcpy(x, h.data(), n * sizeof(int), cudaMemcpyHostToDevice));
  pair_sums<<<1, n>>>(x, y);
  check(cudaGetLastError());
  check(cudaDeviceSynchronize());
  check(cudaMemcpy(h.data(), y, n * sizeof(int), cudaMemcpyDeviceToHost));
  check(cudaFree(x));
  check(cudaFree(y));
  std::printf("%d\n", h[0]);
}
