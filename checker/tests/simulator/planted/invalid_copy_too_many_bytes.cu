// EXPECT: invalid_copy
// The copy counts doubles, the array on the GPU has room for floats.
#include <cuda_runtime.h>

#include <cstdio>
#include <cstdlib>
#include <vector>

static void check(cudaError_t error) {
  if (error == cudaSuccess) return;
  std::fprintf(stderr, "CUDA: %s\n", cudaGetErrorString(error));
  std::exit(1);
}

__global__ void scale(float* x, int n) {
  int i = blockIdx.x * blockDim.x + threadIdx.x;
  if (i < n) x[i] *= 3.f;
}

int main() {
  const int n = 400;
  std::vector<double> h(n, 1.0);
  float* x;
  check(cudaMalloc(&x, n * sizeof(float)));
  check(cudaMemcpy(x, h.data(), n * sizeof(double), cudaMemcpyHostToDevice));  // BUG
  scale<<<4, 128>>>(x, n);
  check(cudaGetLastError());
  check(cudaDeviceSynchronize());
  check(cudaFree(x));
  std::printf("done\n");
}
