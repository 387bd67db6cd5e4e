// EXPECT: device_pointer_on_host
// std::memcpy cannot read the GPU's memory; cudaMemcpy can.
#include <cuda_runtime.h>

#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <vector>

static void check(cudaError_t error) {
  if (error == cudaSuccess) return;
  std::fprintf(stderr, "CUDA: %s\n", cudaGetErrorString(error));
  std::exit(1);
}

__global__ void fill(float* x, int n, float value) {
  int i = blockIdx.x * blockDim.x + threadIdx.x;
  if (i < n) x[i] = value;
}

static void read_back(float* host, const float* device, size_t bytes) {
  std::memcpy(host, device, bytes);  // BUG
}

int main() {
  const int n = 321;
  float* x;
  check(cudaMalloc(&x, n * sizeof(float)));
  fill<<<3, 128>>>(x, n, 7.f);
  check(cudaGetLastError());
  check(cudaDeviceSynchronize());
  std::vector<float> h(n);
  read_back(h.data(), x, n * sizeof(float));
  check(cudaFree(x));
  std::printf("%g\n", h[n - 1]);
}
