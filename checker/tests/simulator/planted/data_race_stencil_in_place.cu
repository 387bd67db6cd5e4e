// EXPECT: data_race
// The blocks smooth the array in place, and a block's edges are read by its neighbours.
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

__global__ void smooth(float* x, int n) {
  __shared__ float s[block + 2];
  int t = threadIdx.x, i = blockIdx.x * block + t;
  s[t + 1] = x[i];                                                // BUG
  if (t == 0) s[0] = i > 0 ? x[i - 1] : x[i];                     // BUG
  if (t == block - 1) s[block + 1] = i < n - 1 ? x[i + 1] : 0.f;  // BUG
  __syncthreads();
  x[i] = 0.25f * s[t] + 0.5f * s[t + 1] + 0.25f * s[t + 2];  // BUG
}

int main() {
  const int n = 6 * block;
  std::vector<float> h(n, 0.f);
  h[block - 1] = 1.f;
  float* x;
  check(cudaMalloc(&x, n * sizeof(float)));
  check(cudaMemcpy(x, h.data(), n * sizeof(float), cudaMemcpyHostToDevice));
  smooth<<<n / block, block>>>(x, n);
  check(cudaGetLastError());
  check(cudaMemcpy(h.data(), x, n * sizeof(float), cudaMemcpyDeviceToHost));
  check(cudaFree(x));
  std::printf("%g\n", h[block]);
}
