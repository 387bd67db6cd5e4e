// EXPECT: host_pointer_in_kernel
// The kernel gets the host's array instead of its copy on the GPU.
#include <cuda_runtime.h>

#include <cstdio>
#include <cstdlib>

static void check(cudaError_t error) {
  if (error == cudaSuccess) return;
  std::fprintf(stderr, "CUDA: %s\n", cudaGetErrorString(error));
  std::exit(1);
}

__global__ void twice(const float* x, float* y, int n) {
  int i = blockIdx.x * blockDim.x + threadIdx.x;
  if (i < n) y[i] = 2.f * x[i];  // BUG
}

int main() {
  const int n = 256;
  float* h_x = static_cast<float*>(std::malloc(n * sizeof(float)));
  for (int i = 0; i < n; i++) h_x[i] = static_cast<float>(i);
  float *d_x, *d_y;
  check(cudaMalloc(&d_x, n * sizeof(float)));
  check(cudaMalloc(&d_y, n * sizeof(float)));
  check(cudaMemcpy(d_x, h_x, n * sizeof(float), cudaMemcpyHostToDevice));
  twice<<<n / 128, 128>>>(h_x, d_y, n);
  check(cudaGetLastError());
  check(cudaMemcpy(h_x, d_y, n * sizeof(float), cudaMemcpyDeviceToHost));
  check(cudaFree(d_x));
  check(cudaFree(d_y));
  std::printf("%g\n", h_x[1]);
  std::free(h_x);
}
