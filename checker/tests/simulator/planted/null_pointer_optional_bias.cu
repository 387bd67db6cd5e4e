// EXPECT: null_pointer
// This layer has no bias, which the kernel does not ask for.
#include <cuda_runtime.h>

#include <cstdio>
#include <cstdlib>
#include <vector>

static void check(cudaError_t error) {
  if (error == cudaSuccess) return;
  std::fprintf(stderr, "CUDA: %s\n", cudaGetErrorString(error));
  std::exit(1);
}

struct layer {
  const float* weight;
  const float* bias;  // may be null
  int channels;
};

__global__ void scale_channels(layer l, float* x, int pixels) {
  int i = blockIdx.x * blockDim.x + threadIdx.x;
  if (i >= l.channels * pixels) return;
  int c = i / pixels;
  float b = l.bias[c];  // BUG
  x[i] = x[i] * l.weight[c] + b;
}

int main() {
  const int channels = 6, pixels = 49, n = channels * pixels;
  std::vector<float> h(n, 1.f);
  float *weight, *x;
  check(cudaMalloc(&weight, channels * sizeof(float)));
  check(cudaMalloc(&x, n * sizeof(float)));
  check(cudaMemcpy(weight, h.data(), channels * sizeof(float), cudaMemcpyHostToDevice));
  check(cudaMemcpy(x, h.data(), n * sizeof(float), cudaMemcpyHostToDevice));
  layer l{weight, nullptr, channels};
  scale_channels<<<(n + 127) / 128, 128>>>(l, x, pixels);
  check(cudaGetLastError());
  check(cudaMemcpy(h.data(), x, n * sizeof(float), cudaMemcpyDeviceToHost));
  check(cudaFree(weight));
  check(cudaFree(x));
  std::printf("%g\n", h[0]);
}
