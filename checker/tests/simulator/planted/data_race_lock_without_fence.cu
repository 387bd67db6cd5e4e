// EXPECT: data_race
// The lock lets one block in at a time, but without fences the next one may see an old total.
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

__device__ void acquire(int* lock) {
  while (atomicCAS(lock, 0, 1) != 0) {
  }
}

__device__ void release(int* lock) { atomicExch(lock, 0); }

__global__ void weigh(const double* x, double* total, int* lock, int each) {
  if (threadIdx.x != 0) return;
  double v = 0.0;
  for (int k = 0; k < each; k++) v += x[blockIdx.x * each + k];
  acquire(lock);
  *total += v;  // BUG
  release(lock);
}

int main() {
  const int blocks = 12, each = 10, n = blocks * each;
  std::vector<double> h(n);
  double expected = 0.0, result;
  for (int i = 0; i < n; i++) expected += h[i] = 0.5 * i;
  double *x, *total;
  int* lock;
  check(cudaMalloc(&x, n * sizeof(double)));
  check(cudaMalloc(&total, sizeof(double)));
  check(cudaMalloc(&lock, sizeof(int)));
  check(cudaMemcpy(x, h.data(), n * sizeof(double), cudaMemcpyHostToDevice));
  check(cudaMemset(total, 0, sizeof(double)));
  check(cudaMemset(lock, 0, sizeof(int)));
  weigh<<<blocks, 32>>>(x, total, lock, each);
  check(cudaGetLastError());
  check(cudaMemcpy(&result, total, sizeof(double), cudaMemcpyDeviceToHost));
  check(cudaFree(x));
  check(cudaFree(total));
  check(cudaFree(lock));
  std::printf("%g, %g expected\n", result, expected);
  return result == expected ? 0 : 1;
}
