// EXPECT: uninitialised
// The shared bins are never set to zero.
#include <cuda_runtime.h>

#include <cstdio>
#include <cstdlib>
#include <vector>

static void check(cudaError_t error) {
  if (error == cudaSuccess) return;
  std::fprintf(stderr, "CUDA: %s\n", cudaGetErrorString(error));
  std::exit(1);
}

constexpr int bin_count = 16;

__global__ void histogram(const int* x, int* bins, int n) {
  __shared__ int local[bin_count];
  int i = blockIdx.x * blockDim.x + threadIdx.x;
  if (i < n) atomicAdd(&local[x[i] % bin_count], 1);  // BUG
  __syncthreads();
  if (threadIdx.x < bin_count) atomicAdd(&bins[threadIdx.x], local[threadIdx.x]);
}

int main() {
  const int n = 1024;
  std::vector<int> h(n);
  for (int i = 0; i < n; i++) h[i] = i * 7 + i / 5;
  int *x, *bins;
  check(cudaMalloc(&x, n * sizeof(int)));
  check(cudaMalloc(&bins, bin_count * sizeof(int)));
  check(cudaMemcpy(x, h.data(), n * sizeof(int), cudaMemcpyHostToDevice));
  check(cudaMemset(bins, 0, bin_count * sizeof(int)));
  histogram<<<n / 256, 256>>>(x, bins, n);
  check(cudaGetLastError());
  check(cudaMemcpy(h.data(), bins, bin_count * sizeof(int), cudaMemcpyDeviceToHost));
  check(cudaFree(x));
  check(cudaFree(bins));
  std::printf("%d\n", h[0]);
}
