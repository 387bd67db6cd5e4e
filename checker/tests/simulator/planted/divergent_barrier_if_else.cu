// EXPECT: divergent_barrier
// The two halves of the block wait at two different barriers.
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

__global__ void mirror_halves(const float* x, float* y) {
  __shared__ float s[block];
  int t = threadIdx.x, i = blockIdx.x * block + t;
  if (t < block / 2) {
    s[t] = 2.f * x[i];
    __syncthreads();  // BUG
  } else {
    s[t] = -x[i];
    __syncthreads();  // BUG
  }
  y[i] = s[block - 1 - t];
}

int main() {
  const int n = 3 * block;
  std::vector<float> h(n, 1.f);
  float *x, *y;
  check(cudaMalloc(&x, n * sizeof(float)));
  check(cudaMalloc(&y, n * sizeof(float)));
  check(cudaMemcpy(x, h.data(), n * sizeof(float), cudaMemcpyHostToDevice));
  mirror_halves<<<3, block>>>(x, y);
  check(cudaGetLastError());
  check(cudaMemcpy(h.data(), y, n * sizeof(float), cudaMemcpyDeviceToHost));
  check(cudaFree(x));
  check(cudaFree(y));
  std::printf("%g\n", h[0]);
}
