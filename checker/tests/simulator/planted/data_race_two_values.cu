// EXPECT: data_race
// Each thread that finds a negative number stores where, and there are several.
#include <cuda_runtime.h>

#include <cstdio>
#include <cstdlib>
#include <vector>

static void check(cudaError_t error) {
  if (error == cudaSuccess) return;
  std::fprintf(stderr, "CUDA: %s\n", cudaGetErrorString(error));
  std::exit(1);
}

__global__ void find_negative(const float* x, int* where, int n) {
  int i = blockIdx.x * blockDim.x + threadIdx.x;
  if (i < n && x[i] < 0.f) *where = i;  // BUG
}

int main() {
  const int n = 400;
  std::vector<float> h(n, 1.f);
  h[17] = h[18] = h[300] = -1.f;
  float* x;
  int *where, result;
  check(cudaMalloc(&x, n * sizeof(float)));
  check(cudaMalloc(&where, sizeof(int)));
  check(cudaMemcpy(x, h.data(), n * sizeof(float), cudaMemcpyHostToDevice));
  check(cudaMemset(where, 0xff, sizeof(int)));
  find_negative<<<(n + 127) / 128, 128>>>(x, where, n);
  check(cudaGetLastError());
  check(cudaMemcpy(&result, where, sizeof(int), cudaMemcpyDeviceToHost));
  check(cudaFree(x));
  check(cudaFree(where));
  std::printf("%d\n", result);
}
