// EXPECT: double_free
// The scratch memory is freed in the loop's last round and once more at the end.
#include <cuda_runtime.h>

#include <cstdio>
#include <cstdlib>
#include <vector>

#define CHECK(call)                                                                       \
  do {                                                                                    \
    cudaError_t error = (call);                                                           \
    if (error != cudaSuccess) {                                                           \
      std::fprintf(stderr, "%s:%d: %s\n", __FILE__, __LINE__, cudaGetErrorString(error)); \
      std::exit(1);                                                                       \
    }                                                                                     \
  } while (0)

__global__ void halve(const float* x, float* y, int n) {
  int i = blockIdx.x * blockDim.x + threadIdx.x;
  if (i < n) y[i] = 0.5f * x[i];
}

int main() {
  const int n = 100, rounds = 3;
  std::vector<float> h(n, 8.f);
  float *x, *scratch;
  CHECK(cudaMalloc(&x, n * sizeof(float)));
  CHECK(cudaMalloc(&scratch, n * sizeof(float)));
  CHECK(cudaMemcpy(x, h.data(), n * sizeof(float), cudaMemcpyHostToDevice));
  for (int r = 0; r < rounds; r++) {
    halve<<<1, 128>>>(x, scratch, n);
    CHECK(cudaGetLastError());
    CHECK(cudaMemcpy(x, scratch, n * sizeof(float), cudaMemcpyDeviceToDevice));
    if (r == rounds - 1) CHECK(cudaFree(scratch));
  }
  CHECK(cudaMemcpy(h.data(), x, n * sizeof(float), cudaMemcpyDeviceToHost));
  std::printf("%g\n", h[0]);
  CHECK(cudaFree(x));
  CHECK(cudaFree(scratch));  // BUG
}
