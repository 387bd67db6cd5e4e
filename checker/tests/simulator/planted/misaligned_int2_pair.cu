// EXPECT: misaligned
// Thread i reads the elements i and i + 1 at once, which only works where i is even.
#include <cuda_runtime.h>

#include <cstdio>
#include <cstdlib>
#include <vector>

static void check(cudaError_t error) {
  if (error == cudaSuccess) return;
  std::fprintf(stderr, "CUDA: %s\n", cudaGetErrorString(error));
  std::exit(1);
}

__global__ void count_rises(const int* x, int* rises, int n) {
  int i = blockIdx.x * blockDim.x + threadIdx.x;
  if (i + 1 >= n) return;
  int2 pair = *reinterpret_cast<const int2*>(&x[i]);  // BUG
  if (pair.y > pair.x) atomicAdd(rises, 1);
}

int main() {
  const int n = 400;
  std::vector<int> h(n);
  for (int i = 0; i < n; i++) h[i] = i * 31 % 17;
  int *x, *rises, result;
  check(cudaMalloc(&x, n * sizeof(int)));
  check(cudaMalloc(&rises, sizeof(int)));
  check(cudaMemcpy(x, h.data(), n * sizeof(int), cudaMemcpyHostToDevice));
  check(cudaMemset(rises, 0, sizeof(int)));
  count_rises<<<(n + 127) / 128, 128>>>(x, rises, n);
  check(cudaGetLastError());
  check(cudaMemcpy(&result, rises, sizeof(int), cudaMemcpyDeviceToHost));
  check(cudaFree(x));
  check(cudaFree(rises));
  std::printf("%d\n", result);
}
