// EXPECT: host_pointer_in_kernel
// The counter is a variable on the host's stack.
#include <cuda_runtime.h>

#include <cstdio>
#include <cstdlib>
#include <vector>

static void check(cudaError_t error) {
  if (error == cudaSuccess) return;
  std::fprintf(stderr, "CUDA: %s\n", cudaGetErrorString(error));
  std::exit(1);
}

__global__ void count_zeros(const int* x, int* count, int n) {
  int i = blockIdx.x * blockDim.x + threadIdx.x;
  if (i < n && x[i] == 0) atomicAdd(count, 1);  // BUG
}

int main() {
  const int n = 300;
  std::vector<int> h(n);
  for (int i = 0; i < n; i++) h[i] = i % 4;
  int *x, count = 0;
  check(cudaMalloc(&x, n * sizeof(int)));
  check(cudaMemcpy(x, h.data(), n * sizeof(int), cudaMemcpyHostToDevice));
  count_zeros<<<3, 128>>>(x, &count, n);
  check(cudaDeviceSynchronize());
  check(cudaFree(x));
  std::printf("%d\n", count);
}
