// EXPECT: other_thread_memory
// The threads add into an accumulator that is a local variable of thread 0.
#include <cuda_runtime.h>

#include <cstdio>
#include <cstdlib>
#include <vector>

static void check(cudaError_t error) {
  if (error == cudaSuccess) return;
  std::fprintf(stderr, "CUDA: %s\n", cudaGetErrorString(error));
  std::exit(1);
}

__global__ void sum_row(const int* x, int* sum) {
  __shared__ int* total;
  int accumulator = 0;
  if (threadIdx.x == 0) total = &accumulator;
  __syncthreads();
  atomicAdd(total, x[blockIdx.x * blockDim.x + threadIdx.x]);  // BUG
  __syncthreads();
  if (threadIdx.x == 0) sum[blockIdx.x] = accumulator;
}

int main() {
  const int rows = 2, cols = 96, n = rows * cols;
  std::vector<int> h(n, 1);
  int *x, *sum;
  check(cudaMalloc(&x, n * sizeof(int)));
  check(cudaMalloc(&sum, rows * sizeof(int)));
  check(cudaMemcpy(x, h.data(), n * sizeof(int), cudaMemcpyHostToDevice));
  sum_row<<<rows, cols>>>(x, sum);
  check(cudaGetLastError());
  check(cudaMemcpy(h.data(), sum, rows * sizeof(int), cudaMemcpyDeviceToHost));
  check(cudaFree(x));
  check(cudaFree(sum));
  std::printf("%d\n", h[0]);
}
