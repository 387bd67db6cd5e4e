// EXPECT: out_of_bounds
// The last thread of each block reads one element behind the shared array.
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

__global__ void midpoints(const float* x, float* y, int n) {
  __shared__ float s[block];
  int t = threadIdx.x;
  int i = blockIdx.x * block + t;
  s[t] = i < n ? x[i] : 0.f;
  __syncthreads();
  if (i < n) y[i] = 0.5f * (s[t] + s[t + 1]);  // BUG
}

int main() {
  const int n = 600;
  std::vector<float> h(n, 1.f);
  float *x, *y;
  check(cudaMalloc(&x, n * sizeof(float)));
  check(cudaMalloc(&y, n * sizeof(float)));
  check(cudaMemcpy(x, h.data(), n * sizeof(float), cudaMemcpyHostToDevice));
  midpoints<<<(n + block - 1) / block, block>>>(x, y, n);
  check(cudaGetLastError());
  check(cudaMemcpy(h.data(), y, n * sizeof(float), cudaMemcpyDeviceToHost));
  check(cudaFree(x));
  check(cudaFree(y));
  std::printf("%g\n", h[0]);
}
