// EXPECT: invalid_copy
// The filter in constant memory has 3 x 3 weights, and 5 x 5 are copied to it.
#include <cuda_runtime.h>

#include <cstdio>
#include <cstdlib>
#include <vector>

static void check(cudaError_t error) {
  if (error == cudaSuccess) return;
  std::fprintf(stderr, "CUDA: %s\n", cudaGetErrorString(error));
  std::exit(1);
}

__constant__ float filter[9];

__global__ void correlate(const float* x, float* y, int n) {
  int i = blockIdx.x * blockDim.x + threadIdx.x;
  if (i + 9 > n) return;
  float sum = 0.f;
  for (int k = 0; k < 9; k++) sum += filter[k] * x[i + k];
  y[i] = sum;
}

int main() {
  const int n = 120;
  std::vector<float> weights(25, 0.04f), h(n, 1.f);
  float *x, *y;
  check(cudaMalloc(&x, n * sizeof(float)));
  check(cudaMalloc(&y, n * sizeof(float)));
  check(cudaMemcpy(x, h.data(), n * sizeof(float), cudaMemcpyHostToDevice));
  check(cudaMemcpyToSymbol(filter, weights.data(), weights.size() * sizeof(float)));  // BUG
  correlate<<<1, 128>>>(x, y, n);
  check(cudaGetLastError());
  check(cudaMemcpy(h.data(), y, (n - 8) * sizeof(float), cudaMemcpyDeviceToHost));
  check(cudaFree(x));
  check(cudaFree(y));
  std::printf("%g\n", h[0]);
}
