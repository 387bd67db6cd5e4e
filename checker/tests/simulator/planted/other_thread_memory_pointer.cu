// EXPECT: other_thread_memory
// One thread shares the address of its local array, which means something else to each other thread.
#include <cuda_runtime.h>

#include <cstdio>
#include <cstdlib>

static void check(cudaError_t error) {
  if (error == cudaSuccess) return;
  std::fprintf(stderr, "CUDA: %s\n", cudaGetErrorString(error));
  std::exit(1);
}

__global__ void share_table(int* out, int base) {
  __shared__ int* table;
  int mine[4];
  if (threadIdx.x == 0) {
    for (int k = 0; k < 4; k++) mine[k] = base * (k + 1);
    table = mine;
  }
  __syncthreads();
  out[threadIdx.x] = table[threadIdx.x % 4];  // BUG
  __syncthreads();
}

int main() {
  const int n = 64;
  int *out, result;
  check(cudaMalloc(&out, n * sizeof(int)));
  share_table<<<1, n>>>(out, 10);
  check(cudaGetLastError());
  check(cudaMemcpy(&result, out, sizeof(int), cudaMemcpyDeviceToHost));
  check(cudaFree(out));
  std::printf("%d\n", result);
}
