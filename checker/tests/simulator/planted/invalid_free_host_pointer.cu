// EXPECT: invalid_free
// The host's array is given to cudaFree and the device's one to free().
#include <cuda_runtime.h>

#include <cstdio>
#include <cstdlib>
#include <vector>

static void check(cudaError_t error) {
  if (error == cudaSuccess) return;
  std::fprintf(stderr, "CUDA: %s\n", cudaGetErrorString(error));
  std::exit(1);
}

__global__ void twice(float* x, int n) {
  int i = blockIdx.x * blockDim.x + threadIdx.x;
  if (i < n) x[i] *= 2.f;
}

int main() {
  const int n = 128;
  float* h_x = static_cast<float*>(std::malloc(n * sizeof(float)));
  for (int i = 0; i < n; i++) h_x[i] = 1.f;
  float* d_x;
  check(cudaMalloc(&d_x, n * sizeof(float)));
  check(cudaMemcpy(d_x, h_x, n * sizeof(float), cudaMemcpyHostToDevice));
  twice<<<1, n>>>(d_x, n);
  check(cudaGetLastError());
  check(cudaMemcpy(h_x, d_x, n * sizeof(float), cudaMemcpyDeviceToHost));
  std::printf("%g\n", h_x[0]);
  check(cudaFree(h_x));  // BUG
  std::free(d_x);
}
