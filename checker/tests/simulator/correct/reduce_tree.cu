// reduce_tree: sums doubles by sequential addressing and launches the same kernel again until one value is left.
#include <algorithm>

#include "../check.hpp"

// Each block turns up to blockDim.x elements of `in` into one element of `out`.
__global__ void sum_blocks(const double* in, double* out, int n) {
  extern __shared__ double partial[];
  const int i = blockIdx.x * blockDim.x + threadIdx.x;
  partial[threadIdx.x] = i < n ? in[i] : 0.0;
  for (unsigned width = blockDim.x / 2; width > 0; width >>= 1) {
    __syncthreads();
    if (threadIdx.x < width) partial[threadIdx.x] += partial[threadIdx.x + width];
  }
  // Thread 0 wrote the last sum itself, so it may read it without another barrier.
  if (threadIdx.x == 0) out[blockIdx.x] = partial[0];
}

int main() {
  constexpr int n = 20011, threads = 256;
  std::vector<double> x(n);
  double expected = 0;
  for (int i = 0; i < n; ++i) {
    x[i] = 1.0 / (1 + i % 97);
    expected += x[i];
  }

  const device_array<double> input(x);
  device_array<double> first((n + threads - 1) / threads), second((n + threads - 1) / threads);
  const double* from = input.data();
  double* to = first.data();
  double* spare = second.data();
  int left = n;
  while (left > 1) {
    const int blocks = (left + threads - 1) / threads;
    sum_blocks<<<blocks, threads, threads * sizeof(double)>>>(from, to, left);
    CHECK(cudaGetLastError());
    from = to;
    std::swap(to, spare);
    left = blocks;
  }
  double sum = 0;
  CHECK(cudaMemcpy(&sum, from, sizeof sum, cudaMemcpyDeviceToHost));
  return verdict("reduce_tree", std::fabs(sum - expected) <= 1e-10 * expected);
}
