// EXPECT: out_of_bounds
// Each thread counts digits in an array of its own, which has no place for the digit 9.
#include <cuda_runtime.h>

#include <cstdio>
#include <cstdlib>
#include <vector>

static void check(cudaError_t error) {
  if (error == cudaSuccess) return;
  std::fprintf(stderr, "CUDA: %s\n", cudaGetErrorString(error));
  std::exit(1);
}

__global__ void commonest_digit(const int* numbers, int* digit, int n) {
  int i = blockIdx.x * blockDim.x + threadIdx.x;
  if (i >= n) return;
  int seen[9] = {};
  for (int rest = numbers[i]; rest > 0; rest /= 10) {
    seen[rest % 10]++;  // BUG
  }
  int best = 0;
  for (int d = 1; d < 9; d++) {
    if (seen[d] > seen[best]) best = d;
  }
  digit[i] = best;
}

int main() {
  const int n = 200;
  std::vector<int> h(n);
  for (int i = 0; i < n; i++) h[i] = 4711 * (i + 1);
  int *numbers, *digit;
  check(cudaMalloc(&numbers, n * sizeof(int)));
  check(cudaMalloc(&digit, n * sizeof(int)));
  check(cudaMemcpy(numbers, h.data(), n * sizeof(int), cudaMemcpyHostToDevice));
  commonest_digit<<<(n + 63) / 64, 64>>>(numbers, digit, n);
  check(cudaGetLastError());
  check(cudaMemcpy(h.data(), digit, n * sizeof(int), cudaMemcpyDeviceToHost));
  check(cudaFree(numbers));
  check(cudaFree(digit));
  std::printf("%d\n", h[0]);
}
