// EXPECT: data_race
// Thread 0 computes the mean for the whole block, and the others use it without waiting.
// RESULT: right
#include <cuda_runtime.h>

#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <vector>

static void check(cudaError_t error) {
  if (error == cudaSuccess) return;
  std::fprintf(stderr, "CUDA: %s\n", cudaGetErrorString(error));
  std::exit(1);
}

__global__ void centre(float* x, int cols) {
  __shared__ float mean;
  float* row = x + blockIdx.x * cols;
  if (threadIdx.x == 0) {
    float sum = 0.f;
    for (int c = 0; c < cols; c++) sum += row[c];
    mean = sum / cols;  // BUG
  }
  float centred = row[threadIdx.x] - mean;  // BUG
  __syncthreads();
  row[threadIdx.x] = centred;
}

int main() {
  const int rows = 5, cols = 96, n = rows * cols;
  std::vector<float> h(n);
  for (int i = 0; i < n; i++) h[i] = static_cast<float>(i % 3);
  float* x;
  check(cudaMalloc(&x, n * sizeof(float)));
  check(cudaMemcpy(x, h.data(), n * sizeof(float), cudaMemcpyHostToDevice));
  centre<<<rows, cols>>>(x, cols);
  check(cudaGetLastError());
  std::vector<float> result(n);
  check(cudaMemcpy(result.data(), x, n * sizeof(float), cudaMemcpyDeviceToHost));
  check(cudaFree(x));
  int wrong = 0;
  for (int i = 0; i < n; i++) wrong += !(std::fabs(result[i] - (h[i] - 1.f)) < 1e-5f);
  std::printf("%d wrong\n", wrong);
  return wrong ? 1 : 0;
}
