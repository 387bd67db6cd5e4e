// EXPECT: host_pointer_in_kernel
// A static table of the host is passed as it is.
#include <cuda_runtime.h>

#include <cstdio>
#include <cstdlib>
#include <vector>

static void check(cudaError_t error) {
  if (error == cudaSuccess) return;
  std::fprintf(stderr, "CUDA: %s\n", cudaGetErrorString(error));
  std::exit(1);
}

static float window[16];

__global__ void apply_window(float* x, const float* w, int n) {
  int i = blockIdx.x * blockDim.x + threadIdx.x;
  if (i < n) x[i] *= w[i % 16];  // BUG
}

int main() {
  const int n = 160;
  for (int k = 0; k < 16; k++) window[k] = k < 8 ? k / 8.f : (16 - k) / 8.f;
  std::vector<float> h(n, 1.f);
  float* x;
  check(cudaMalloc(&x, n * sizeof(float)));
  check(cudaMemcpy(x, h.data(), n * sizeof(float), cudaMemcpyHostToDevice));
  apply_window<<<2, 96>>>(x, window, n);
  check(cudaGetLastError());
  check(cudaMemcpy(h.data(), x, n * sizeof(float), cudaMemcpyDeviceToHost));
  check(cudaFree(x));
  std::printf("%g\n", h[4]);
}
