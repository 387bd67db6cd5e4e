// EXPECT: constant_written
// The filter is normalised where it lies, in constant memory.
#include <cuda_runtime.h>

#include <cstdio>
#include <cstdlib>
#include <vector>

static void check(cudaError_t error) {
  if (error == cudaSuccess) return;
  std::fprintf(stderr, "CUDA: %s\n", cudaGetErrorString(error));
  std::exit(1);
}

__constant__ float filter[5];

__device__ void normalise(const float* f, int n) {
  float sum = 0.f;
  for (int k = 0; k < n; k++) sum += f[k];
  for (int k = 0; k < n; k++) {
    const_cast<float*>(f)[k] = f[k] / sum;  // BUG
  }
}

__global__ void prepare(float* out) {
  normalise(filter, 5);
  for (int k = 0; k < 5; k++) out[k] = filter[k];
}

int main() {
  std::vector<float> h(5, 2.f);
  float* out;
  check(cudaMalloc(&out, 5 * sizeof(float)));
  check(cudaMemcpyToSymbol(filter, h.data(), 5 * sizeof(float)));
  prepare<<<1, 1>>>(out);
  check(cudaGetLastError());
  check(cudaMemcpy(h.data(), out, 5 * sizeof(float), cudaMemcpyDeviceToHost));
  check(cudaFree(out));
  std::printf("%g\n", h[0]);
}
