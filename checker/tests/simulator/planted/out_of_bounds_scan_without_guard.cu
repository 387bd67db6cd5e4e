// EXPECT: out_of_bounds
// A scan's step reads s[t - d] also where t is less than d.
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

__global__ void scan(const int* x, int* y) {
  __shared__ int s[2][block];
  int t = threadIdx.x, from = 0;
  s[0][t] = x[t];
  __syncthreads();
  for (int d = 1; d < block; d *= 2) {
    s[1 - from][t] = s[from][t] + s[from][t - d];  // BUG
    from = 1 - from;
    __syncthreads();
  }
  y[t] = s[from][t];
}

int main() {
  std::vector<int> h(block, 1);
  int *x, *y;
  check(cudaMalloc(&x, block * sizeof(int)));
  check(cudaMalloc(&y, block * sizeof(int)));
  check(cudaMemcpy(x, h.data(), block * sizeof(int), cudaMemcpyHostToDevice));
  scan<<<1, block>>>(x, y);
  check(cudaGetLastError());
  check(cudaMemcpy(h.data(), y, block * sizeof(int), cudaMemcpyDeviceToHost));
  check(cudaFree(x));
  check(cudaFree(y));
  std::printf("%d\n", h[block - 1]);
}
