// EXPECT: wrong_mask
// A block of 16 threads has no lanes 16 to 31, and the sum begins with them.
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

__device__ float warp_sum(float v) {
  for (int d = 16; d > 0; d /= 2) {
    v += __shfl_down_sync(0xffffffff, v, d);  // BUG
  }
  return v;
}

__global__ void row_means(const float* x, float* mean, int cols) {
  float v = 0.f;
  for (int c = threadIdx.x; c < cols; c += blockDim.x) v += x[blockIdx.x * cols + c];
  v = warp_sum(v);
  if (threadIdx.x == 0) mean[blockIdx.x] = v / cols;
}

int main() {
  const int rows = 5, cols = 49;
  std::vector<float> h(rows * cols, 1.f);
  float *x, *mean;
  CHECK(cudaMalloc(&x, h.size() * sizeof(float)));
  CHECK(cudaMalloc(&mean, rows * sizeof(float)));
  CHECK(cudaMemcpy(x, h.data(), h.size() * sizeof(float), cudaMemcpyHostToDevice));
  row_means<<<rows, 16>>>(x, mean, cols);
  CHECK(cudaGetLastError());
  CHECK(cudaMemcpy(h.data(), mean, rows * sizeof(float), cudaMemcpyDeviceToHost));
  CHECK(cudaFree(x));
  CHECK(cudaFree(mean));
  std::printf("%g\n", h[0]);
}
