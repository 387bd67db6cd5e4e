// EXPECT: assertion_failed
// A label is outside of the classes, and the kernel says so.
#include <cuda_runtime.h>

#include <cassert>
#include <cstdio>
#include <cstdlib>
#include <vector>

static void check(cudaError_t error) {
  if (error == cudaSuccess) return;
  std::fprintf(stderr, "CUDA: %s\n", cudaGetErrorString(error));
  std::exit(1);
}

__global__ void pick_probability(const float* p, const int* label, float* out, int n, int classes) {
  int i = blockIdx.x * blockDim.x + threadIdx.x;
  if (i >= n) return;
  assert(label[i] >= 0 && label[i] < classes);  // BUG
  out[i] = p[i * classes + label[i]];
}

int main() {
  const int n = 20, classes = 4;
  std::vector<float> p(n * classes, 0.25f), result(n);
  std::vector<int> label(n);
  for (int i = 0; i < n; i++) label[i] = i % (classes + 1);
  float *d_p, *d_out;
  int* d_label;
  check(cudaMalloc(&d_p, p.size() * sizeof(float)));
  check(cudaMalloc(&d_label, n * sizeof(int)));
  check(cudaMalloc(&d_out, n * sizeof(float)));
  check(cudaMemcpy(d_p, p.data(), p.size() * sizeof(float), cudaMemcpyHostToDevice));
  check(cudaMemcpy(d_label, label.data(), n * sizeof(int), cudaMemcpyHostToDevice));
  pick_probability<<<1, 32>>>(d_p, d_label, d_out, n, classes);
  check(cudaGetLastError());
  check(cudaMemcpy(result.data(), d_out, n * sizeof(float), cudaMemcpyDeviceToHost));
  check(cudaFree(d_p));
  check(cudaFree(d_label));
  check(cudaFree(d_out));
  std::printf("%g\n", result[0]);
}
