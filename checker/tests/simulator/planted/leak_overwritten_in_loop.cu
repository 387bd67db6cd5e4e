// EXPECT: leak
// Each round allocates a new batch and forgets the old one.
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

__global__ void sum_batch(const int* x, int n, int* sum) {
  int i = blockIdx.x * blockDim.x + threadIdx.x;
  if (i < n) atomicAdd(sum, x[i]);
}

int main() {
  const int batches = 4, n = 50;
  std::vector<int> h(n, 1);
  int *batch = nullptr, *sum, result;
  check(cudaMalloc(&sum, sizeof(int)));
  check(cudaMemset(sum, 0, sizeof(int)));
  for (int b = 0; b < batches; b++) {
    check(cudaMalloc(&batch, n * sizeof(int)));  // BUG
    check(cudaMemcpy(batch, h.data(), n * sizeof(int), cudaMemcpyHostToDevice));
    sum_batch<<<1, 64>>>(batch, n, sum);
    check(cudaGetLastError());
  }
  check(cudaMemcpy(&result, sum, sizeof(int), cudaMemcpyDeviceToHost));
  check(cudaFree(batch));
  check(cudaFree(sum));
  std::printf("%d\n", result);
  return result == batches * n ? 0 : 1;
}
