// EXPECT: deadlock
// Lanes leave the loop after different numbers of rounds, but the vote in it names all of them.
#include <cuda_runtime.h>

#include <cstdio>
#include <cstdlib>
#include <vector>

static void check(cudaError_t error) {
  if (error == cudaSuccess) return;
  std::fprintf(stderr, "CUDA: %s\n", cudaGetErrorString(error));
  std::exit(1);
}

__global__ void collatz(const int* start, int* steps, int* most) {
  __shared__ int longest;
  int lane = threadIdx.x;
  if (lane == 0) longest = 0;
  __syncthreads();
  int v = start[lane], count = 0;
  while (v != 1) {
    v = v % 2 ? 3 * v + 1 : v / 2;
    count++;
    if (__all_sync(0xffffffff, v == 1)) break;  // BUG
  }
  steps[lane] = count;
  atomicMax(&longest, count);
  __syncthreads();  // BUG
  if (lane == 0) *most = longest;
}

int main() {
  const int n = 32;
  std::vector<int> h(n);
  for (int i = 0; i < n; i++) h[i] = i + 2;
  int *start, *steps, *most, result;
  check(cudaMalloc(&start, n * sizeof(int)));
  check(cudaMalloc(&steps, n * sizeof(int)));
  check(cudaMalloc(&most, sizeof(int)));
  check(cudaMemcpy(start, h.data(), n * sizeof(int), cudaMemcpyHostToDevice));
  collatz<<<1, n>>>(start, steps, most);
  check(cudaGetLastError());
  check(cudaMemcpy(&result, most, sizeof(int), cudaMemcpyDeviceToHost));
  check(cudaFree(start));
  check(cudaFree(steps));
  check(cudaFree(most));
  std::printf("%d\n", result);
}
