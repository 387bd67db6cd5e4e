// EXPECT: data_race
// The last step has no barrier behind it, and every thread reads the total s[0] right away.
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

__global__ void normalise(const float* x, float* y) {
  __shared__ float s[block];
  int t = threadIdx.x, i = blockIdx.x * block + t;
  s[t] = x[i];
  for (int d = block / 2; d > 0; d /= 2) {
    __syncthreads();
    if (t < d) s[t] += s[t + d];  // BUG
  }
  y[i] = x[i] / s[0];  // BUG
}

int main() {
  const int rows = 3, n = rows * block;
  std::vector<float> h(n), result(n);
  for (int i = 0; i < n; i++) h[i] = 1.f + i % 4;
  float *x, *y;
  check(cudaMalloc(&x, n * sizeof(float)));
  check(cudaMalloc(&y, n * sizeof(float)));
  check(cudaMemcpy(x, h.data(), n * sizeof(float), cudaMemcpyHostToDevice));
  normalise<<<rows, block>>>(x, y);
  check(cudaGetLastError());
  check(cudaMemcpy(result.data(), y, n * sizeof(float), cudaMemcpyDeviceToHost));
  check(cudaFree(x));
  check(cudaFree(y));
  std::printf("%g\n", result[0]);
}
