// EXPECT: data_race
// The last block adds up the others' partial sums, but without a __threadfence() it may not see them.
// RESULT: right
#include <cuda_runtime.h>

#include <cstdio>
#include <cstdlib>
#include <vector>

#define CHECK(call)                                                                       \
  do {                                                                                    \
    cudaError_t error = (call);                                                           \
    if (error != cudaSuccess) {                                                           \
      std::fprintf(stderr, "%s:%d: %s\n", __FILE__, __LINE__, cudaGetErrorString(error)); \
      std::exit(1);                                                                       \
    }                                                                                     \
  } while (0)

constexpr int block = 64;

__global__ void sum_all(const int* x, int* partial, unsigned* done, int* sum) {
  __shared__ bool last;
  int v = x[blockIdx.x * block + threadIdx.x];
  for (int d = 16; d > 0; d /= 2) v += __shfl_down_sync(0xffffffff, v, d);
  __shared__ int of_warp[block / 32];
  if (threadIdx.x % 32 == 0) of_warp[threadIdx.x / 32] = v;
  __syncthreads();
  if (threadIdx.x == 0) {
    partial[blockIdx.x] = of_warp[0] + of_warp[1];  // BUG
    last = atomicInc(done, gridDim.x - 1) == gridDim.x - 1;
  }
  __syncthreads();
  if (!last || threadIdx.x != 0) return;
  int total = 0;
  for (int b = 0; b < gridDim.x; b++) {
    total += partial[b];  // BUG
  }
  *sum = total;
}

int main() {
  const int blocks = 7, n = blocks * block;
  std::vector<int> h(n);
  int expected = 0, result;
  for (int i = 0; i < n; i++) expected += h[i] = i % 5;
  int *x, *partial, *sum;
  unsigned* done;
  CHECK(cudaMalloc(&x, n * sizeof(int)));
  CHECK(cudaMalloc(&partial, blocks * sizeof(int)));
  CHECK(cudaMalloc(&done, sizeof(unsigned)));
  CHECK(cudaMalloc(&sum, sizeof(int)));
  CHECK(cudaMemcpy(x, h.data(), n * sizeof(int), cudaMemcpyHostToDevice));
  CHECK(cudaMemset(partial, 0, blocks * sizeof(int)));
  CHECK(cudaMemset(done, 0, sizeof(unsigned)));
  sum_all<<<blocks, block>>>(x, partial, done, sum);
  CHECK(cudaGetLastError());
  CHECK(cudaMemcpy(&result, sum, sizeof(int), cudaMemcpyDeviceToHost));
  CHECK(cudaFree(x));
  CHECK(cudaFree(partial));
  CHECK(cudaFree(done));
  CHECK(cudaFree(sum));
  std::printf("%d, %d expected\n", result, expected);
  return result == expected ? 0 : 1;
}
