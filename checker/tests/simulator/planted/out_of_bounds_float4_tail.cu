// EXPECT: out_of_bounds
// The number of floats is no multiple of four, so the last float4 ends behind the array.
#include <cuda_runtime.h>

#include <cstdio>
#include <cstdlib>
#include <vector>

static void check(cudaError_t error) {
  if (error == cudaSuccess) return;
  std::fprintf(stderr, "CUDA: %s\n", cudaGetErrorString(error));
  std::exit(1);
}

__global__ void scale(const float4* x, float4* y, float a, int quads) {
  int i = blockIdx.x * blockDim.x + threadIdx.x;
  if (i >= quads) return;
  float4 v = x[i];  // BUG
  y[i] = make_float4(a * v.x, a * v.y, a * v.z, a * v.w);
}

int main() {
  const int n = 1022, quads = (n + 3) / 4;
  std::vector<float> h(n, 2.f);
  float *x, *y;
  check(cudaMalloc(&x, n * sizeof(float)));
  check(cudaMalloc(&y, quads * sizeof(float4)));
  check(cudaMemcpy(x, h.data(), n * sizeof(float), cudaMemcpyHostToDevice));
  scale<<<(quads + 127) / 128, 128>>>(reinterpret_cast<float4*>(x), reinterpret_cast<float4*>(y), 0.5f, quads);
  check(cudaGetLastError());
  check(cudaMemcpy(h.data(), y, n * sizeof(float), cudaMemcpyDeviceToHost));
  check(cudaFree(x));
  check(cudaFree(y));
  std::printf("%g\n", h[n - 1]);
}
