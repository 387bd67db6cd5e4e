// EXPECT: divergent_barrier
// Threads with less work leave the loop earlier and wait behind it, while the others wait in it.
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

__global__ void chunked(const float* x, float* y, int n) {
  __shared__ float s[block];
  int t = threadIdx.x;
  float sum = 0.f;
  for (int i = t; i < n; i += block) {
    s[t] = x[i];
    __syncthreads();  // BUG
    sum += s[t];
  }
  s[t] = sum;
  __syncthreads();  // BUG
  y[t] = s[block - 1 - t];
}

int main() {
  const int n = 3 * block + 20;
  std::vector<float> h(n, 1.f);
  float *x, *y;
  check(cudaMalloc(&x, n * sizeof(float)));
  check(cudaMalloc(&y, block * sizeof(float)));
  check(cudaMemcpy(x, h.data(), n * sizeof(float), cudaMemcpyHostToDevice));
  chunked<<<1, block>>>(x, y, n);
  check(cudaGetLastError());
  check(cudaMemcpy(h.data(), y, block * sizeof(float), cudaMemcpyDeviceToHost));
  check(cudaFree(x));
  check(cudaFree(y));
  std::printf("%g\n", h[0]);
}
