// EXPECT: wrong_mask
// The mask of the last warp is made for one lane too few, so the last lane is not in its own mask.
#include <cuda_runtime.h>

#include <cstdio>
#include <cstdlib>
#include <vector>

static void check(cudaError_t error) {
  if (error == cudaSuccess) return;
  std::fprintf(stderr, "CUDA: %s\n", cudaGetErrorString(error));
  std::exit(1);
}

__global__ void count_negative(const int* x, int* count, int n) {
  int i = blockIdx.x * blockDim.x + threadIdx.x;
  if (i >= n) return;
  int present = min(n - (i & ~31), 32);
  unsigned mask = present == 32 ? 0xffffffffu : (1u << (present - 1)) - 1;
  unsigned negative = __ballot_sync(mask, x[i] < 0);  // BUG
  if (i % 32 == 0) atomicAdd(count, __popc(negative));
}

int main() {
  const int n = 77;
  std::vector<int> h(n);
  for (int i = 0; i < n; i++) h[i] = i % 2 ? -1 : 1;
  int *x, *count, result;
  check(cudaMalloc(&x, n * sizeof(int)));
  check(cudaMalloc(&count, sizeof(int)));
  check(cudaMemcpy(x, h.data(), n * sizeof(int), cudaMemcpyHostToDevice));
  check(cudaMemset(count, 0, sizeof(int)));
  count_negative<<<1, 96>>>(x, count, n);
  check(cudaGetLastError());
  check(cudaMemcpy(&result, count, sizeof(int), cudaMemcpyDeviceToHost));
  check(cudaFree(x));
  check(cudaFree(count));
  std::printf("%d\n", result);
}
