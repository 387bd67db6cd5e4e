// EXPECT: wrong_mask
// The upper lanes skip the shuffle and return, though the lower ones read them.
#include <cuda_runtime.h>

#include <cstdio>
#include <cstdlib>
#include <vector>

static void check(cudaError_t error) {
  if (error == cudaSuccess) return;
  std::fprintf(stderr, "CUDA: %s\n", cudaGetErrorString(error));
  std::exit(1);
}

__global__ void add_halves(const int* x, int* y) {
  int lane = threadIdx.x % 32, i = blockIdx.x * blockDim.x + threadIdx.x;
  int v = x[i];
  if (lane < 16) {
    v += __shfl_down_sync(0xffffffff, v, 8);  // BUG
    y[i] = v;
  }
}

int main() {
  const int n = 128;
  std::vector<int> h(n, 1);
  int *x, *y;
  check(cudaMalloc(&x, n * sizeof(int)));
  check(cudaMalloc(&y, n * sizeof(int)));
  check(cudaMemcpy(x, h.data(), n * sizeof(int), cudaMemcpyHostToDevice));
  add_halves<<<2, 64>>>(x, y);
  check(cudaGetLastError());
  check(cudaMemcpy(h.data(), y, n * sizeof(int), cudaMemcpyDeviceToHost));
  check(cudaFree(x));
  check(cudaFree(y));
  std::printf("%d\n", h[0]);
}
