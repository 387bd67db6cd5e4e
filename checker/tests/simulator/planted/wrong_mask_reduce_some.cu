// EXPECT: wrong_mask
// All lanes call the reduction, and its mask has been left at the eight of a smaller version.
#include <cuda_runtime.h>

#include <cstdio>
#include <cstdlib>
#include <vector>

static void check(cudaError_t error) {
  if (error == cudaSuccess) return;
  std::fprintf(stderr, "CUDA: %s\n", cudaGetErrorString(error));
  std::exit(1);
}

__global__ void warp_totals(const int* x, int* totals) {
  int v = x[blockIdx.x * 32 + threadIdx.x];
  int total = __reduce_add_sync(0x000000ff, v);  // BUG
  if (threadIdx.x == 0) totals[blockIdx.x] = total;
}

int main() {
  const int warps = 3, n = 32 * warps;
  std::vector<int> h(n, 2);
  int *x, *totals;
  check(cudaMalloc(&x, n * sizeof(int)));
  check(cudaMalloc(&totals, warps * sizeof(int)));
  check(cudaMemcpy(x, h.data(), n * sizeof(int), cudaMemcpyHostToDevice));
  warp_totals<<<warps, 32>>>(x, totals);
  check(cudaGetLastError());
  check(cudaMemcpy(h.data(), totals, warps * sizeof(int), cudaMemcpyDeviceToHost));
  check(cudaFree(x));
  check(cudaFree(totals));
  std::printf("%d\n", h[0]);
}
