// EXPECT: wrong_mask
// The upper half of the warp shuffles with the mask of the lower half.
#include <cuda_runtime.h>

#include <cstdio>
#include <cstdlib>
#include <vector>

static void check(cudaError_t error) {
  if (error == cudaSuccess) return;
  std::fprintf(stderr, "CUDA: %s\n", cudaGetErrorString(error));
  std::exit(1);
}

__global__ void half_sums(const float* x, float* y) {
  int lane = threadIdx.x;
  float v = x[blockIdx.x * 32 + lane];
  if (lane >= 16) {
    for (int d = 8; d > 0; d /= 2) {
      v += __shfl_xor_sync(0x0000ffff, v, d);  // BUG
    }
  }
  y[blockIdx.x * 32 + lane] = v;
}

int main() {
  const int n = 96;
  std::vector<float> h(n, 1.f);
  float *x, *y;
  check(cudaMalloc(&x, n * sizeof(float)));
  check(cudaMalloc(&y, n * sizeof(float)));
  check(cudaMemcpy(x, h.data(), n * sizeof(float), cudaMemcpyHostToDevice));
  half_sums<<<n / 32, 32>>>(x, y);
  check(cudaGetLastError());
  check(cudaMemcpy(h.data(), y, n * sizeof(float), cudaMemcpyDeviceToHost));
  check(cudaFree(x));
  check(cudaFree(y));
  std::printf("%g\n", h[0]);
}
