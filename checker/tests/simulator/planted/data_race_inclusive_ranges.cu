// EXPECT: data_race
// The threads' ranges include both ends, so neighbours write the element between them, each with its own factor.
#include <cuda_runtime.h>

#include <cstdio>
#include <cstdlib>
#include <vector>

static void check(cudaError_t error) {
  if (error == cudaSuccess) return;
  std::fprintf(stderr, "CUDA: %s\n", cudaGetErrorString(error));
  std::exit(1);
}

__global__ void ramp(const float* x, float* y, int n, int each) {
  int thread = blockIdx.x * blockDim.x + threadIdx.x;
  int begin = thread * each;
  int end = min(begin + each, n - 1);
  for (int i = begin; i <= end; i++) {
    y[i] = x[i] * (thread + 1);  // BUG
  }
}

int main() {
  const int n = 512, each = 8;
  std::vector<float> h(n, 1.f);
  float *x, *y;
  check(cudaMalloc(&x, n * sizeof(float)));
  check(cudaMalloc(&y, n * sizeof(float)));
  check(cudaMemcpy(x, h.data(), n * sizeof(float), cudaMemcpyHostToDevice));
  ramp<<<2, n / each / 2>>>(x, y, n, each);
  check(cudaGetLastError());
  check(cudaMemcpy(h.data(), y, n * sizeof(float), cudaMemcpyDeviceToHost));
  check(cudaFree(x));
  check(cudaFree(y));
  std::printf("%g\n", h[each]);
}
