// EXPECT: out_of_bounds
// The launch asks for as many bytes of dynamic shared memory as the kernel needs floats.
#include <cuda_runtime.h>

#include <cstdio>
#include <cstdlib>
#include <vector>

static void check(cudaError_t error) {
  if (error == cudaSuccess) return;
  std::fprintf(stderr, "CUDA: %s\n", cudaGetErrorString(error));
  std::exit(1);
}

__global__ void reverse_blocks(float* x) {
  extern __shared__ float s[];
  int t = threadIdx.x;
  float* mine = x + blockIdx.x * blockDim.x;
  s[t] = mine[t];  // BUG
  __syncthreads();
  mine[t] = s[blockDim.x - 1 - t];
}

int main() {
  const int block = 64, blocks = 4, n = block * blocks;
  std::vector<float> h(n, 3.f);
  float* x;
  check(cudaMalloc(&x, n * sizeof(float)));
  check(cudaMemcpy(x, h.data(), n * sizeof(float), cudaMemcpyHostToDevice));
  reverse_blocks<<<blocks, block, block>>>(x);
  check(cudaGetLastError());
  check(cudaMemcpy(h.data(), x, n * sizeof(float), cudaMemcpyDeviceToHost));
  check(cudaFree(x));
  std::printf("%g\n", h[0]);
}
