// EXPECT: data_race
// Threads append to a shared list with an ordinary counter, so two may get the same place.
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

constexpr int block = 128;

__global__ void peaks(const int* x, int* list, int* count, int n) {
  __shared__ int found, places[block];
  if (threadIdx.x == 0) found = 0;
  __syncthreads();
  int i = threadIdx.x;
  if (i > 0 && i < n - 1 && x[i] > x[i - 1] && x[i] > x[i + 1]) {
    int k = found++;  // BUG
    places[k] = i;
  }
  __syncthreads();
  if (i < found) list[i] = places[i];
  if (i == 0) *count = found;
}

int main() {
  const int n = 120;
  std::vector<int> h(n);
  for (int i = 0; i < n; i++) h[i] = i * i % 23;
  int expected = 0;
  for (int i = 1; i < n - 1; i++) expected += h[i] > h[i - 1] && h[i] > h[i + 1];
  int *x, *list, *count, found;
  check(cudaMalloc(&x, n * sizeof(int)));
  check(cudaMalloc(&list, n * sizeof(int)));
  check(cudaMalloc(&count, sizeof(int)));
  check(cudaMemcpy(x, h.data(), n * sizeof(int), cudaMemcpyHostToDevice));
  peaks<<<1, block>>>(x, list, count, n);
  check(cudaGetLastError());
  check(cudaMemcpy(&found, count, sizeof(int), cudaMemcpyDeviceToHost));
  check(cudaFree(x));
  check(cudaFree(list));
  check(cudaFree(count));
  std::printf("%d peaks, %d expected\n", found, expected);
  return found == expected ? 0 : 1;
}
