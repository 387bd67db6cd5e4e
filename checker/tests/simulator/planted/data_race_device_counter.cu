// EXPECT: data_race
// ++ on a __device__ variable is a read and a write like any other.
// RESULT: right
#include <cuda_runtime.h>

#include <cstdio>
#include <cstdlib>
#include <vector>

static void check(cudaError_t error) {
  if (error == cudaSuccess) return;
  std::fprintf(stderr, "CUDA: %s\n", cudaGetErrorString(error));
  std::exit(1);
}

__device__ int hits;

__global__ void throw_darts(const float* x, const float* y, int n) {
  int i = blockIdx.x * blockDim.x + threadIdx.x;
  if (i < n && x[i] * x[i] + y[i] * y[i] < 1.f) hits++;  // BUG
}

int main() {
  const int n = 900;
  std::vector<float> h_x(n), h_y(n);
  int expected = 0, result = 0;
  for (int i = 0; i < n; i++) {
    h_x[i] = (i % 30) / 29.f;
    h_y[i] = (i / 30) / 31.f;
    expected += h_x[i] * h_x[i] + h_y[i] * h_y[i] < 1.f;
  }
  float *x, *y;
  check(cudaMalloc(&x, n * sizeof(float)));
  check(cudaMalloc(&y, n * sizeof(float)));
  check(cudaMemcpy(x, h_x.data(), n * sizeof(float), cudaMemcpyHostToDevice));
  check(cudaMemcpy(y, h_y.data(), n * sizeof(float), cudaMemcpyHostToDevice));
  check(cudaMemcpyToSymbol(hits, &result, sizeof(int)));
  throw_darts<<<(n + 127) / 128, 128>>>(x, y, n);
  check(cudaGetLastError());
  check(cudaMemcpyFromSymbol(&result, hits, sizeof(int)));
  check(cudaFree(x));
  check(cudaFree(y));
  std::printf("%d hits, %d expected\n", result, expected);
  return result == expected ? 0 : 1;
}
