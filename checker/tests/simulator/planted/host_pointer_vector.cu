// EXPECT: host_pointer_in_kernel
// A std::vector keeps its elements in host memory.
#include <cuda_runtime.h>

#include <cstdio>
#include <cstdlib>
#include <vector>

static void check(cudaError_t error) {
  if (error == cudaSuccess) return;
  std::fprintf(stderr, "CUDA: %s\n", cudaGetErrorString(error));
  std::exit(1);
}

__global__ void fill(int* x, int n) {
  int i = blockIdx.x * blockDim.x + threadIdx.x;
  if (i < n) x[i] = i * i;  // BUG
}

int main() {
  std::vector<int> squares(500);
  int n = static_cast<int>(squares.size());
  fill<<<(n + 127) / 128, 128>>>(squares.data(), n);
  check(cudaGetLastError());
  check(cudaDeviceSynchronize());
  std::printf("%d\n", squares[9]);
}
