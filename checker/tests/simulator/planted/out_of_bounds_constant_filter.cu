// EXPECT: out_of_bounds
// A radius of 4 makes nine taps, the filter in constant memory has seven.
#include <cuda_runtime.h>

#include <cstdio>
#include <cstdlib>
#include <vector>

static void check(cudaError_t error) {
  if (error == cudaSuccess) return;
  std::fprintf(stderr, "CUDA: %s\n", cudaGetErrorString(error));
  std::exit(1);
}

__constant__ float filter[7];

__global__ void convolve(const float* x, float* y, int n, int radius) {
  int i = blockIdx.x * blockDim.x + threadIdx.x;
  if (i >= n) return;
  float sum = 0.f;
  for (int k = -radius; k <= radius; k++) {
    int j = min(max(i + k, 0), n - 1);
    sum += x[j] * filter[k + radius];  // BUG
  }
  y[i] = sum;
}

int main() {
  const int n = 320;
  const float taps[7] = {0.05f, 0.1f, 0.2f, 0.3f, 0.2f, 0.1f, 0.05f};
  std::vector<float> h(n, 1.f);
  float *x, *y;
  check(cudaMalloc(&x, n * sizeof(float)));
  check(cudaMalloc(&y, n * sizeof(float)));
  check(cudaMemcpy(x, h.data(), n * sizeof(float), cudaMemcpyHostToDevice));
  check(cudaMemcpyToSymbol(filter, taps, sizeof(taps)));
  convolve<<<(n + 127) / 128, 128>>>(x, y, n, 4);
  check(cudaGetLastError());
  check(cudaMemcpy(h.data(), y, n * sizeof(float), cudaMemcpyDeviceToHost));
  check(cudaFree(x));
  check(cudaFree(y));
  std::printf("%g\n", h[n / 2]);
}
