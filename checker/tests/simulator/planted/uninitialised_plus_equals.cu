// EXPECT: uninitialised
// The kernel adds to an output that nobody has set to zero.
#include <cuda_runtime.h>

#include <cstdio>
#include <cstdlib>
#include <vector>

static void check(cudaError_t error) {
  if (error == cudaSuccess) return;
  std::fprintf(stderr, "CUDA: %s\n", cudaGetErrorString(error));
  std::exit(1);
}

__global__ void accumulate(const float* x, float* y, int rows, int cols) {
  int c = blockIdx.x * blockDim.x + threadIdx.x;
  if (c >= cols) return;
  for (int r = 0; r < rows; r++) {
    y[c] += x[r * cols + c];  // BUG
  }
}

int main() {
  const int rows = 9, cols = 140;
  std::vector<float> h(rows * cols, 1.f);
  float *x, *y;
  check(cudaMalloc(&x, h.size() * sizeof(float)));
  check(cudaMalloc(&y, cols * sizeof(float)));
  check(cudaMemcpy(x, h.data(), h.size() * sizeof(float), cudaMemcpyHostToDevice));
  accumulate<<<2, 96>>>(x, y, rows, cols);
  check(cudaGetLastError());
  check(cudaMemcpy(h.data(), y, cols * sizeof(float), cudaMemcpyDeviceToHost));
  check(cudaFree(x));
  check(cudaFree(y));
  std::printf("%g\n", h[0]);
}
