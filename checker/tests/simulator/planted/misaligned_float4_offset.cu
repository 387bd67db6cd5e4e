// EXPECT: misaligned
// The data begin one float behind the allocation's start, where no float4 may begin.
#include <cuda_runtime.h>

#include <cstdio>
#include <cstdlib>
#include <vector>

static void check(cudaError_t error) {
  if (error == cudaSuccess) return;
  std::fprintf(stderr, "CUDA: %s\n", cudaGetErrorString(error));
  std::exit(1);
}

__global__ void sum_quads(const float* x, float* y, int quads) {
  int i = blockIdx.x * blockDim.x + threadIdx.x;
  if (i >= quads) return;
  const float4* q = reinterpret_cast<const float4*>(x);
  float4 v = q[i];  // BUG
  y[i] = v.x + v.y + v.z + v.w;
}

int main() {
  const int quads = 100, n = 4 * quads + 1;  // the first element is a header
  std::vector<float> h(n, 1.f);
  float *x, *y;
  check(cudaMalloc(&x, n * sizeof(float)));
  check(cudaMalloc(&y, quads * sizeof(float)));
  check(cudaMemcpy(x, h.data(), n * sizeof(float), cudaMemcpyHostToDevice));
  sum_quads<<<1, 128>>>(x + 1, y, quads);
  check(cudaGetLastError());
  check(cudaMemcpy(h.data(), y, quads * sizeof(float), cudaMemcpyDeviceToHost));
  check(cudaFree(x));
  check(cudaFree(y));
  std::printf("%g\n", h[0]);
}
