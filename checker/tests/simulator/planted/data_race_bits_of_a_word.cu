// EXPECT: data_race
// 32 threads set different bits, but all of them in the same word, and |= reads and writes the whole word.
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

constexpr int block = 64;

__global__ void flag_odd(const int* x, unsigned* flags) {
  __shared__ unsigned word[block / 32];
  int t = threadIdx.x, i = blockIdx.x * block + t;
  if (t < block / 32) word[t] = 0;
  __syncthreads();
  if (x[i] % 2) word[t / 32] |= 1u << (t % 32);  // BUG
  __syncthreads();
  if (t < block / 32) flags[blockIdx.x * (block / 32) + t] = word[t];
}

int main() {
  const int n = 4 * block;
  std::vector<int> h(n);
  std::vector<unsigned> expected(n / 32), result(n / 32);
  for (int i = 0; i < n; i++) {
    h[i] = i * 13 % 11;
    if (h[i] % 2) expected[i / 32] |= 1u << (i % 32);
  }
  int* x;
  unsigned* flags;
  check(cudaMalloc(&x, n * sizeof(int)));
  check(cudaMalloc(&flags, n / 32 * sizeof(unsigned)));
  check(cudaMemcpy(x, h.data(), n * sizeof(int), cudaMemcpyHostToDevice));
  flag_odd<<<n / block, block>>>(x, flags);
  check(cudaGetLastError());
  check(cudaMemcpy(result.data(), flags, n / 32 * sizeof(unsigned), cudaMemcpyDeviceToHost));
  check(cudaFree(x));
  check(cudaFree(flags));
  std::printf(result == expected ? "right\n" : "wrong\n");
  return result == expected ? 0 : 1;
}
