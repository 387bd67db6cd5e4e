// EXPECT: wrong_mask
// Lane 0 has nothing to do and returns, and then the others ask it for the first index.
#include <cuda_runtime.h>

#include <cstdio>
#include <cstdlib>
#include <vector>

static void check(cudaError_t error) {
  if (error == cudaSuccess) return;
  std::fprintf(stderr, "CUDA: %s\n", cudaGetErrorString(error));
  std::exit(1);
}

__global__ void spread(const int* size, const int* first, int* out) {
  int lane = threadIdx.x;
  if (size[lane] == 0) return;
  int begin = 0;
  if (lane == 0) begin = *first;
  begin = __shfl_sync(0xffffffff, begin, 0);  // BUG
  out[lane] = begin + size[lane];
}

int main() {
  const int n = 32;
  std::vector<int> h(n);
  for (int i = 0; i < n; i++) h[i] = i;
  int *size, *first, *out, begin = 100;
  check(cudaMalloc(&size, n * sizeof(int)));
  check(cudaMalloc(&first, sizeof(int)));
  check(cudaMalloc(&out, n * sizeof(int)));
  check(cudaMemcpy(size, h.data(), n * sizeof(int), cudaMemcpyHostToDevice));
  check(cudaMemcpy(first, &begin, sizeof(int), cudaMemcpyHostToDevice));
  check(cudaMemset(out, 0, n * sizeof(int)));
  spread<<<1, n>>>(size, first, out);
  check(cudaGetLastError());
  check(cudaMemcpy(h.data(), out, n * sizeof(int), cudaMemcpyDeviceToHost));
  check(cudaFree(size));
  check(cudaFree(first));
  check(cudaFree(out));
  std::printf("%d\n", h[1]);
}
