// EXPECT: host_pointer_in_kernel
// One of the two pointers in the layer was not replaced by its device copy.
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
  float* weight;
  float* bias;
  int in, out;
};

__global__ void forward(layer l, const float* x, float* y) {
  int o = blockIdx.x * blockDim.x + threadIdx.x;
  if (o >= l.out) return;
  float sum = 0.f;
  for (int k = 0; k < l.in; k++) sum += l.weight[o * l.in + k] * x[k];
  y[o] = sum + l.bias[o];  // BUG
}

int main() {
  const int in = 8, out = 40;
  std::vector<float> weight(in * out, 0.5f), bias(out, 1.f), h_x(in, 1.f), h_y(out);
  layer l{weight.data(), bias.data(), in, out};
  float *x, *y;
  check(cudaMalloc(&l.weight, weight.size() * sizeof(float)));
  check(cudaMalloc(&x, in * sizeof(float)));
  check(cudaMalloc(&y, out * sizeof(float)));
  check(cudaMemcpy(l.weight, weight.data(), weight.size() * sizeof(float), cudaMemcpyHostToDevice));
  check(cudaMemcpy(x, h_x.data(), in * sizeof(float), cudaMemcpyHostToDevice));
  forward<<<1, 64>>>(l, x, y);
  check(cudaGetLastError());
  check(cudaMemcpy(h_y.data(), y, out * sizeof(float), cudaMemcpyDeviceToHost));
  check(cudaFree(l.weight));
  check(cudaFree(x));
  check(cudaFree(y));
  std::printf("%g\n", h_y[0]);
}
