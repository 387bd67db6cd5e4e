// EXPECT: device_pointer_on_host
// A __device__ variable is not the host's variable of the same name; cudaMemcpyFromSymbol reads it.
#include <cuda_runtime.h>

#include <cstdio>
#include <cstdlib>
#include <vector>

static void check(cudaError_t error) {
  if (error == cudaSuccess) return;
  std::fprintf(stderr, "CUDA: %s\n", cudaGetErrorString(error));
  std::exit(1);
}

__device__ int matches;

__global__ void count_matches(const int* x, int key, int n) {
  int i = blockIdx.x * blockDim.x + threadIdx.x;
  if (i < n && x[i] == key) atomicAdd(&matches, 1);
}

int main() {
  const int n = 100;
  std::vector<int> h(n);
  for (int i = 0; i < n; i++) h[i] = i % 10;
  int* x;
  check(cudaMalloc(&x, n * sizeof(int)));
  check(cudaMemcpy(x, h.data(), n * sizeof(int), cudaMemcpyHostToDevice));
  count_matches<<<1, 128>>>(x, 3, n);
  check(cudaGetLastError());
  check(cudaDeviceSynchronize());
  check(cudaFree(x));
  std::printf("%d matches\n", matches);  // BUG
}
