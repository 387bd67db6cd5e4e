// EXPECT: out_of_bounds
// A value of exactly 1 falls into a bin behind the last one.
#include <cuda_runtime.h>

#include <cstdio>
#include <cstdlib>
#include <vector>

#define CHECK(call)                                                                       \
  do {                                                                                    \
    cudaError_t error = (call);                                                           \
    if (error != cudaSuccess) {                                                           \
      std::fprintf(stderr, "%s:%d: %s\n", __FILE__, __LINE__, cudaGetErrorString(error)); \
      std::exit(1);                                                                       \
    }                                                                                     \
  } while (0)

__global__ void histogram(const float* x, int* bins, int n, int bin_count) {
  for (int i = blockIdx.x * blockDim.x + threadIdx.x; i < n; i += gridDim.x * blockDim.x) {
    int b = static_cast<int>(x[i] * bin_count);
    atomicAdd(&bins[b], 1);  // BUG
  }
}

int main() {
  const int n = 1001, bin_count = 32;
  std::vector<float> h(n);
  for (int i = 0; i < n; i++) h[i] = static_cast<float>(i) / (n - 1);
  float* x;
  int* bins;
  CHECK(cudaMalloc(&x, n * sizeof(float)));
  CHECK(cudaMalloc(&bins, bin_count * sizeof(int)));
  CHECK(cudaMemcpy(x, h.data(), n * sizeof(float), cudaMemcpyHostToDevice));
  CHECK(cudaMemset(bins, 0, bin_count * sizeof(int)));
  histogram<<<3, 128>>>(x, bins, n, bin_count);
  CHECK(cudaGetLastError());
  std::vector<int> result(bin_count);
  CHECK(cudaMemcpy(result.data(), bins, bin_count * sizeof(int), cudaMemcpyDeviceToHost));
  CHECK(cudaFree(x));
  CHECK(cudaFree(bins));
  std::printf("%d\n", result[0]);
}
