// EXPECT: misaligned
// Planes of 13 x 13 floats are read as float4, but only every fourth plane begins at a multiple of 16 bytes.
#include <cuda_runtime.h>

#include <cstdio>
#include <cstdlib>
#include <vector>

static void check(cudaError_t error) {
  if (error == cudaSuccess) return;
  std::fprintf(stderr, "CUDA: %s\n", cudaGetErrorString(error));
  std::exit(1);
}

constexpr int plane = 13 * 13;

__global__ void plane_means(const float* x, float* mean) {
  const float* mine = x + blockIdx.x * plane;
  float sum = 0.f;
  for (int k = threadIdx.x; k < plane / 4; k += 32) {
    float4 v = reinterpret_cast<const float4*>(mine)[k];  // BUG
    sum += v.x + v.y + v.z + v.w;
  }
  if (threadIdx.x == 0) sum += mine[plane - 1];
  for (int d = 16; d > 0; d /= 2) sum += __shfl_down_sync(0xffffffff, sum, d);
  if (threadIdx.x == 0) mean[blockIdx.x] = sum / plane;
}

int main() {
  const int planes = 8;
  std::vector<float> h(planes * plane, 1.f);
  float *x, *mean;
  check(cudaMalloc(&x, h.size() * sizeof(float)));
  check(cudaMalloc(&mean, planes * sizeof(float)));
  check(cudaMemcpy(x, h.data(), h.size() * sizeof(float), cudaMemcpyHostToDevice));
  plane_means<<<planes, 32>>>(x, mean);
  check(cudaGetLastError());
  check(cudaMemcpy(h.data(), mean, planes * sizeof(float), cudaMemcpyDeviceToHost));
  check(cudaFree(x));
  check(cudaFree(mean));
  std::printf("%g\n", h[0]);
}
