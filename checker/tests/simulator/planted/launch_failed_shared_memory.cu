// EXPECT: launch_failed
// More than 48 KiB of dynamic shared memory need cudaFuncSetAttribute before.
#include <cuda_runtime.h>

#include <cstdio>
#include <cstdlib>
#include <vector>

static void check(cudaError_t error) {
  if (error == cudaSuccess) return;
  std::fprintf(stderr, "CUDA: %s\n", cudaGetErrorString(error));
  std::exit(1);
}

__global__ void reverse(float* x, int n) {
  extern __shared__ float s[];
  for (int i = threadIdx.x; i < n; i += blockDim.x) s[i] = x[i];
  __syncthreads();
  for (int i = threadIdx.x; i < n; i += blockDim.x) x[i] = s[n - 1 - i];
}

int main() {
  const int n = 15000;
  std::vector<float> h(n, 1.f);
  float* x;
  check(cudaMalloc(&x, n * sizeof(float)));
  check(cudaMemcpy(x, h.data(), n * sizeof(float), cudaMemcpyHostToDevice));
  reverse<<<1, 256, n * sizeof(float)>>>(x, n);  // BUG
  check(cudaMemcpy(h.data(), x, n * sizeof(float), cudaMemcpyDeviceToHost));
  check(cudaFree(x));
  std::printf("%g\n", h[0]);
}
