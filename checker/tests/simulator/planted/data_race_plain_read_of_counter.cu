// EXPECT: data_race
// The counter is raised by atomics and read without one to see whether the list is full.
#include <cuda_runtime.h>

#include <cstdio>
#include <cstdlib>
#include <vector>

static void check(cudaError_t error) {
  if (error == cudaSuccess) return;
  std::fprintf(stderr, "CUDA: %s\n", cudaGetErrorString(error));
  std::exit(1);
}

__global__ void first_matches(const int* x, int* list, int* count, int n, int most) {
  int i = blockIdx.x * blockDim.x + threadIdx.x;
  if (i >= n || x[i] % 7 != 0) return;
  if (*count >= most) return;   // BUG
  int k = atomicAdd(count, 1);  // BUG
  if (k < most) list[k] = i;
}

int main() {
  const int n = 600, most = 20;
  std::vector<int> h(n), list(most);
  for (int i = 0; i < n; i++) h[i] = 3 * i;
  int *x, *d_list, *count;
  check(cudaMalloc(&x, n * sizeof(int)));
  check(cudaMalloc(&d_list, most * sizeof(int)));
  check(cudaMalloc(&count, sizeof(int)));
  check(cudaMemcpy(x, h.data(), n * sizeof(int), cudaMemcpyHostToDevice));
  check(cudaMemset(count, 0, sizeof(int)));
  first_matches<<<(n + 127) / 128, 128>>>(x, d_list, count, n, most);
  check(cudaGetLastError());
  check(cudaMemcpy(list.data(), d_list, most * sizeof(int), cudaMemcpyDeviceToHost));
  check(cudaFree(x));
  check(cudaFree(d_list));
  check(cudaFree(count));
  std::printf("%d\n", list[0]);
}
