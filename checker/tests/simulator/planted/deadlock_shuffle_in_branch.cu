// EXPECT: deadlock
// Half of the warp waits in a shuffle that names all lanes, the other half at the block's barrier.
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
  __shared__ float total;
  int lane = threadIdx.x;
  float v = x[blockIdx.x * 32 + lane];
  if (lane < 16) {
    v += __shfl_down_sync(0xffffffff, v, 16);  // BUG
  }
  if (lane == 0) total = v;
  __syncthreads();  // BUG
  y[blockIdx.x * 32 + lane] = total;
}

int main() {
  const int n = 64;
  std::vector<float> h(n, 1.f);
  float *x, *y;
  check(cudaMalloc(&x, n * sizeof(float)));
  check(cudaMalloc(&y, n * sizeof(float)));
  check(cudaMemcpy(x, h.data(), n * sizeof(float), cudaMemcpyHostToDevice));
  half_sums<<<n / 32, 32>>>(x, y);
  check(cudaGetLastError());
  check(cudaDeviceSynchronize());
  check(cudaMemcpy(h.data(), y, n * sizeof(float), cudaMemcpyDeviceToHost));
  check(cudaFree(x));
  check(cudaFree(y));
  std::printf("%g\n", h[0]);
}
