// EXPECT: constant_written
// The kernel raises the step number in the constant parameters.
#include <cuda_runtime.h>

#include <cstdio>
#include <cstdlib>

static void check(cudaError_t error) {
  if (error == cudaSuccess) return;
  std::fprintf(stderr, "CUDA: %s\n", cudaGetErrorString(error));
  std::exit(1);
}

struct parameters {
  int step;
  float rate;
};

__constant__ parameters current;

__global__ void descend(float* w, const float* gradient, int n) {
  const parameters* p = &current;
  int i = blockIdx.x * blockDim.x + threadIdx.x;
  if (i < n) w[i] -= p->rate * gradient[i];
  if (i == 0) {
    int* step = const_cast<int*>(&p->step);
    *step += 1;  // BUG
  }
}

int main() {
  const int n = 64;
  parameters p{0, 0.1f};
  float *w, *gradient, first;
  check(cudaMalloc(&w, n * sizeof(float)));
  check(cudaMalloc(&gradient, n * sizeof(float)));
  check(cudaMemset(w, 0, n * sizeof(float)));
  check(cudaMemset(gradient, 0, n * sizeof(float)));
  check(cudaMemcpyToSymbol(current, &p, sizeof(p)));
  descend<<<1, n>>>(w, gradient, n);
  check(cudaGetLastError());
  check(cudaMemcpy(&first, w, sizeof(float), cudaMemcpyDeviceToHost));
  check(cudaFree(w));
  check(cudaFree(gradient));
  std::printf("%g\n", first);
}
