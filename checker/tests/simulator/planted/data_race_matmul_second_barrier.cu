// EXPECT: data_race
// Fast threads load the next tiles while slow ones still multiply the last: the second barrier is missing.
#include <cuda_runtime.h>

#include <cstdio>
#include <cstdlib>
#include <vector>

static void check(cudaError_t error) {
  if (error == cudaSuccess) return;
  std::fprintf(stderr, "CUDA: %s\n", cudaGetErrorString(error));
  std::exit(1);
}

constexpr int tile = 8;

__global__ void matmul(const float* a, const float* b, float* c, int n) {
  __shared__ float ta[tile][tile], tb[tile][tile];
  int tx = threadIdx.x, ty = threadIdx.y;
  int row = blockIdx.y * tile + ty, col = blockIdx.x * tile + tx;
  float sum = 0.f;
  for (int k = 0; k < n; k += tile) {
    ta[ty][tx] = a[row * n + k + tx];    // BUG
    tb[ty][tx] = b[(k + ty) * n + col];  // BUG
    __syncthreads();
    for (int m = 0; m < tile; m++) {
      sum += ta[ty][m] * tb[m][tx];
    }
  }
  c[row * n + col] = sum;
}

int main() {
  const int n = 32;
  std::vector<float> h(n * n, 1.f);
  float *a, *b, *c;
  check(cudaMalloc(&a, n * n * sizeof(float)));
  check(cudaMalloc(&b, n * n * sizeof(float)));
  check(cudaMalloc(&c, n * n * sizeof(float)));
  check(cudaMemcpy(a, h.data(), n * n * sizeof(float), cudaMemcpyHostToDevice));
  check(cudaMemcpy(b, h.data(), n * n * sizeof(float), cudaMemcpyHostToDevice));
  matmul<<<dim3(n / tile, n / tile), dim3(tile, tile)>>>(a, b, c, n);
  check(cudaGetLastError());
  check(cudaMemcpy(h.data(), c, n * n * sizeof(float), cudaMemcpyDeviceToHost));
  check(cudaFree(a));
  check(cudaFree(b));
  check(cudaFree(c));
  std::printf("%g\n", h[0]);
}
