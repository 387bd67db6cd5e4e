// EXPECT: exited_before_barrier
// __syncthreads_count() asks all threads of the block, and those behind the end have gone.
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

__global__ void count_large(const float* x, int* counts, int n) {
  int i = blockIdx.x * blockDim.x + threadIdx.x;
  if (i >= n) return;
  int large = __syncthreads_count(x[i] > 0.5f);  // BUG
  if (threadIdx.x == 0) counts[blockIdx.x] = large;
}

int main() {
  const int n = 200, block = 96, blocks = (n + block - 1) / block;
  std::vector<float> h(n);
  std::vector<int> expected(blocks), result(blocks);
  for (int i = 0; i < n; i++) {
    h[i] = (i % 10) / 10.f;
    expected[i / block] += h[i] > 0.5f;
  }
  float* x;
  int* counts;
  check(cudaMalloc(&x, n * sizeof(float)));
  check(cudaMalloc(&counts, blocks * sizeof(int)));
  check(cudaMemcpy(x, h.data(), n * sizeof(float), cudaMemcpyHostToDevice));
  count_large<<<blocks, block>>>(x, counts, n);
  check(cudaGetLastError());
  check(cudaMemcpy(result.data(), counts, blocks * sizeof(int), cudaMemcpyDeviceToHost));
  check(cudaFree(x));
  check(cudaFree(counts));
  std::printf(result == expected ? "right\n" : "wrong\n");
  return result == expected ? 0 : 1;
}
