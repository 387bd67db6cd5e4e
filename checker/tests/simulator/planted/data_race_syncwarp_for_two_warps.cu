// EXPECT: data_race
// __syncwarp() keeps a warp together, but the ends of the warps read each other's temperatures.
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

__global__ void diffuse(float* x, int steps) {
  __shared__ float s[block];
  int t = threadIdx.x;
  float* mine = x + blockIdx.x * block;
  s[t] = mine[t];
  __syncthreads();
  for (int k = 0; k < steps; k++) {
    float left = s[t > 0 ? t - 1 : t];           // BUG
    float right = s[t < block - 1 ? t + 1 : t];  // BUG
    __syncwarp();
    s[t] = 0.5f * s[t] + 0.25f * (left + right);  // BUG
    __syncwarp();
  }
  mine[t] = s[t];
}

int main() {
  const int rods = 3, n = rods * block;
  std::vector<float> h(n, 0.f);
  h[31] = 100.f;
  float* x;
  check(cudaMalloc(&x, n * sizeof(float)));
  check(cudaMemcpy(x, h.data(), n * sizeof(float), cudaMemcpyHostToDevice));
  diffuse<<<rods, block>>>(x, 10);
  check(cudaGetLastError());
  check(cudaMemcpy(h.data(), x, n * sizeof(float), cudaMemcpyDeviceToHost));
  check(cudaFree(x));
  std::printf("%g\n", h[31]);
}
