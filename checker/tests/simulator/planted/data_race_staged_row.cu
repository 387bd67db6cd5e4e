// EXPECT: data_race
// Rows are staged in dynamic shared memory, and the next row is stored while slower threads still add up this one.
#include <cuda_runtime.h>

#include <cstdio>
#include <cstdlib>
#include <vector>

static void check(cudaError_t error) {
  if (error == cudaSuccess) return;
  std::fprintf(stderr, "CUDA: %s\n", cudaGetErrorString(error));
  std::exit(1);
}

__global__ void moving_sums(const float* x, float* y, int rows, int cols) {
  extern __shared__ float row[];
  int c = threadIdx.x;
  for (int r = 0; r < rows; r++) {
    row[c] = x[r * cols + c];  // BUG
    __syncthreads();
    float sum = 0.f;
    for (int k = max(c - 2, 0); k <= min(c + 2, cols - 1); k++) sum += row[k];  // BUG
    y[r * cols + c] = sum;
  }
}

int main() {
  const int rows = 6, cols = 100, n = rows * cols;
  std::vector<float> h(n, 1.f);
  float *x, *y;
  check(cudaMalloc(&x, n * sizeof(float)));
  check(cudaMalloc(&y, n * sizeof(float)));
  check(cudaMemcpy(x, h.data(), n * sizeof(float), cudaMemcpyHostToDevice));
  moving_sums<<<1, cols, cols * sizeof(float)>>>(x, y, rows, cols);
  check(cudaGetLastError());
  check(cudaMemcpy(h.data(), y, n * sizeof(float), cudaMemcpyDeviceToHost));
  check(cudaFree(x));
  check(cudaFree(y));
  std::printf("%g\n", h[0]);
}
