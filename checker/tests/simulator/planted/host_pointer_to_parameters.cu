// EXPECT: host_pointer_in_kernel
// The parameters are passed by address, and the address is one of the host.
#include <cuda_runtime.h>

#include <cstdio>
#include <cstdlib>
#include <vector>

static void check(cudaError_t error) {
  if (error == cudaSuccess) return;
  std::fprintf(stderr, "CUDA: %s\n", cudaGetErrorString(error));
  std::exit(1);
}

struct parameters {
  int n;
  float scale, shift;
};

__global__ void transform(const parameters* p, float* x) {
  int i = blockIdx.x * blockDim.x + threadIdx.x;
  if (i >= p->n) return;  // BUG
  x[i] = p->scale * x[i] + p->shift;
}

int main() {
  parameters p{200, 2.f, 1.f};
  std::vector<float> h(p.n, 3.f);
  float* x;
  check(cudaMalloc(&x, p.n * sizeof(float)));
  check(cudaMemcpy(x, h.data(), p.n * sizeof(float), cudaMemcpyHostToDevice));
  transform<<<(p.n + 63) / 64, 64>>>(&p, x);
  check(cudaGetLastError());
  check(cudaMemcpy(h.data(), x, p.n * sizeof(float), cudaMemcpyDeviceToHost));
  check(cudaFree(x));
  std::printf("%g\n", h[0]);
}
