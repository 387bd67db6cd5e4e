// EXPECT: data_race
// With two buffers one barrier a step is enough, but here the next part is loaded into the one that is being read.
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

__global__ void dot_with_reversed(const float* x, float* y, int parts) {
  __shared__ float part[2][block];
  int t = threadIdx.x, now = 0;
  part[0][t] = x[t];
  part[1][t] = 0.f;
  __syncthreads();
  float sum = 0.f;
  for (int p = 0; p < parts; p++) {
    if (p + 1 < parts) part[now][t] = x[(p + 1) * block + t];  // BUG
    sum += part[now][t] * part[now][block - 1 - t];            // BUG
    __syncthreads();
    now = 1 - now;
  }
  y[t] = sum;
}

int main() {
  const int parts = 5, n = parts * block;
  std::vector<float> h(n, 1.f);
  float *x, *y;
  check(cudaMalloc(&x, n * sizeof(float)));
  check(cudaMalloc(&y, block * sizeof(float)));
  check(cudaMemcpy(x, h.data(), n * sizeof(float), cudaMemcpyHostToDevice));
  dot_with_reversed<<<1, block>>>(x, y, parts);
  check(cudaGetLastError());
  check(cudaMemcpy(h.data(), y, block * sizeof(float), cudaMemcpyDeviceToHost));
  check(cudaFree(x));
  check(cudaFree(y));
  std::printf("%g\n", h[0]);
}
