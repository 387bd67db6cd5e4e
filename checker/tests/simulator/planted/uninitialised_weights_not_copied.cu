// EXPECT: uninitialised
// The weights are allocated and never copied to the GPU.
#include <cuda_runtime.h>

#include <cstdio>
#include <cstdlib>
#include <vector>

static void check(cudaError_t error) {
  if (error == cudaSuccess) return;
  std::fprintf(stderr, "CUDA: %s\n", cudaGetErrorString(error));
  std::exit(1);
}

__global__ void linear(const float* x, const float* weight, float* y, int in, int out) {
  int o = blockIdx.x * blockDim.x + threadIdx.x;
  if (o >= out) return;
  float sum = 0.f;
  for (int k = 0; k < in; k++) sum += weight[o * in + k] * x[k];  // BUG
  y[o] = sum;
}

int main() {
  const int in = 20, out = 70;
  std::vector<float> h_x(in, 1.f), h_weight(in * out, 0.1f), h_y(out);
  float *x, *weight, *y;
  check(cudaMalloc(&x, in * sizeof(float)));
  check(cudaMalloc(&weight, h_weight.size() * sizeof(float)));
  check(cudaMalloc(&y, out * sizeof(float)));
  check(cudaMemcpy(x, h_x.data(), in * sizeof(float), cudaMemcpyHostToDevice));
  linear<<<1, 96>>>(x, weight, y, in, out);
  check(cudaGetLastError());
  check(cudaMemcpy(h_y.data(), y, out * sizeof(float), cudaMemcpyDeviceToHost));
  check(cudaFree(x));
  check(cudaFree(weight));
  check(cudaFree(y));
  std::printf("%g\n", h_y[0]);
}
