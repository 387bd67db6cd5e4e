// EXPECT: launch_failed
// A block has at most 64 threads in z.
#include <cuda_runtime.h>

#include <cstdio>
#include <cstdlib>

static void check(cudaError_t error) {
  if (error == cudaSuccess) return;
  std::fprintf(stderr, "CUDA: %s\n", cudaGetErrorString(error));
  std::exit(1);
}

__global__ void volume(float* v, int depth) {
  int z = threadIdx.z;
  if (z < depth) v[(z * 2 + threadIdx.y) * 2 + threadIdx.x] = static_cast<float>(z);
}

int main() {
  const int depth = 100, n = 4 * depth;
  float *v, last;
  check(cudaMalloc(&v, n * sizeof(float)));
  check(cudaMemset(v, 0, n * sizeof(float)));
  volume<<<1, dim3(2, 2, depth)>>>(v, depth);  // BUG
  check(cudaMemcpy(&last, v + n - 1, sizeof(float), cudaMemcpyDeviceToHost));
  check(cudaFree(v));
  std::printf("%g\n", last);
}
