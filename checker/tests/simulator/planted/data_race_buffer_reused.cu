// EXPECT: data_race
// A softmax reduces twice in one buffer, and the second time overwrites s[0] while others still read the maximum.
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

__global__ void softmax(const float* x, float* y) {
  __shared__ float s[block];
  int t = threadIdx.x, i = blockIdx.x * block + t;
  s[t] = x[i];
  __syncthreads();
  for (int d = block / 2; d > 0; d /= 2) {
    if (t < d) s[t] = fmaxf(s[t], s[t + d]);
    __syncthreads();
  }
  float highest = s[0];  // BUG
  float e = expf(x[i] - highest);
  s[t] = e;  // BUG
  __syncthreads();
  for (int d = block / 2; d > 0; d /= 2) {
    if (t < d) s[t] += s[t + d];
    __syncthreads();
  }
  y[i] = e / s[0];
}

int main() {
  const int rows = 4, n = rows * block;
  std::vector<float> h(n, 1.f);
  float *x, *y;
  check(cudaMalloc(&x, n * sizeof(float)));
  check(cudaMalloc(&y, n * sizeof(float)));
  check(cudaMemcpy(x, h.data(), n * sizeof(float), cudaMemcpyHostToDevice));
  softmax<<<rows, block>>>(x, y);
  check(cudaGetLastError());
  check(cudaMemcpy(h.data(), y, n * sizeof(float), cudaMemcpyDeviceToHost));
  check(cudaFree(x));
  check(cudaFree(y));
  std::printf("%g\n", h[0]);
}
