// EXPECT: leak
// The workspace is replaced by a larger one, and the smaller one is never freed.
// RESULT: right
#include <cuda_runtime.h>

#include <cstdio>
#include <cstdlib>
#include <vector>

static void check(cudaError_t error) {
  if (error == cudaSuccess) return;
  std::fprintf(stderr, "CUDA: %s\n", cudaGetErrorString(error));
  std::exit(1);
}

static float* workspace = nullptr;
static size_t workspace_size = 0;

static float* need(size_t n) {
  if (n > workspace_size) {
    check(cudaMalloc(&workspace, n * sizeof(float)));  // BUG
    workspace_size = n;
  }
  return workspace;
}

__global__ void fill(float* x, int n, float value) {
  int i = blockIdx.x * blockDim.x + threadIdx.x;
  if (i < n) x[i] = value;
}

int main() {
  const int sizes[] = {100, 60, 250};
  std::vector<float> h(250);
  for (int n : sizes) {
    float* w = need(n);
    fill<<<(n + 127) / 128, 128>>>(w, n, static_cast<float>(n));
    check(cudaGetLastError());
    check(cudaMemcpy(h.data(), w, n * sizeof(float), cudaMemcpyDeviceToHost));
  }
  check(cudaFree(workspace));
  std::printf("%g\n", h[249]);
  return h[249] == 250.f ? 0 : 1;
}
