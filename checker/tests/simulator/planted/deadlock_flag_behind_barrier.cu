// EXPECT: deadlock
// A thread waits for a flag that another one sets only behind a barrier for both.
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

__global__ void handshake(const float* x, float* y) {
  __shared__ volatile int ready;
  __shared__ float s[block];
  int t = threadIdx.x;
  if (t == 0) ready = 0;
  s[t] = x[blockIdx.x * block + t];
  __syncthreads();
  if (t == 0) {
    while (ready == 0) {  // BUG
    }
  }
  __syncthreads();  // BUG
  if (t == block - 1) ready = 1;
  y[blockIdx.x * block + t] = s[block - 1 - t];
}

int main() {
  const int n = 2 * block;
  std::vector<float> h(n, 1.f);
  float *x, *y;
  check(cudaMalloc(&x, n * sizeof(float)));
  check(cudaMalloc(&y, n * sizeof(float)));
  check(cudaMemcpy(x, h.data(), n * sizeof(float), cudaMemcpyHostToDevice));
  handshake<<<2, block>>>(x, y);
  check(cudaGetLastError());
  check(cudaDeviceSynchronize());
  check(cudaMemcpy(h.data(), y, n * sizeof(float), cudaMemcpyDeviceToHost));
  check(cudaFree(x));
  check(cudaFree(y));
  std::printf("%g\n", h[0]);
}
