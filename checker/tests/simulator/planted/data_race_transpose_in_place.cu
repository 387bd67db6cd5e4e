// EXPECT: data_race
// The tile is transposed in place, and threads write elements that others have yet to read.
#include <cuda_runtime.h>

#include <cstdio>
#include <cstdlib>
#include <vector>

static void check(cudaError_t error) {
  if (error == cudaSuccess) return;
  std::fprintf(stderr, "CUDA: %s\n", cudaGetErrorString(error));
  std::exit(1);
}

constexpr int size = 16;

__global__ void transpose_square(float* x, int pitch) {
  __shared__ float tile[size][size + 1];
  int tx = threadIdx.x, ty = threadIdx.y;
  float* mine = x + blockIdx.x * size * pitch;
  tile[ty][tx] = mine[ty * pitch + tx];
  __syncthreads();
  float other = tile[tx][ty];  // BUG
  tile[ty][tx] = other;        // BUG
  __syncthreads();
  mine[ty * pitch + tx] = tile[ty][tx];
}

int main() {
  const int matrices = 2, n = matrices * size * size;
  std::vector<float> h(n);
  for (int i = 0; i < n; i++) h[i] = static_cast<float>(i);
  float* x;
  check(cudaMalloc(&x, n * sizeof(float)));
  check(cudaMemcpy(x, h.data(), n * sizeof(float), cudaMemcpyHostToDevice));
  transpose_square<<<matrices, dim3(size, size)>>>(x, size);
  check(cudaGetLastError());
  check(cudaMemcpy(h.data(), x, n * sizeof(float), cudaMemcpyDeviceToHost));
  check(cudaFree(x));
  std::printf("%g\n", h[1]);
}
