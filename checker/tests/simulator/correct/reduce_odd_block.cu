// reduce_odd_block: a tree for any block size, here 100, 33, 7 and 1, and two passes: partial sums, then one block.
#include <numeric>

#include "../check.hpp"

__device__ int sum_of_block(int* s, int tid) {
  for (int count = blockDim.x; count > 1;) {
    const int half = (count + 1) / 2;
    __syncthreads();
    if (tid < count / 2) s[tid] += s[tid + half];
    count = half;
  }
  __syncthreads();
  return s[0];
}

__global__ void sum_part(const int* x, int n, int* partial) {
  extern __shared__ int s[];
  int mine = 0;
  for (int i = blockIdx.x * blockDim.x + threadIdx.x; i < n; i += gridDim.x * blockDim.x) mine += x[i];
  s[threadIdx.x] = mine;
  const int sum = sum_of_block(s, threadIdx.x);
  if (threadIdx.x == blockDim.x - 1) partial[blockIdx.x] = sum;
}

int main() {
  std::vector<int> x(4321);
  std::iota(x.begin(), x.end(), -1000);
  const int expected = std::accumulate(x.begin(), x.end(), 0);

  const device_array<int> d_x(x);
  bool right = true;
  for (const int threads : {100, 33, 7, 1}) {
    const int blocks = 13;
    const std::size_t bytes = threads * sizeof(int);
    device_array<int> partial(blocks), total(1);
    sum_part<<<blocks, threads, bytes>>>(d_x.data(), static_cast<int>(x.size()), partial.data());
    sum_part<<<1, threads, bytes>>>(partial.data(), blocks, total.data());
    CHECK_LAUNCH();
    right = right && total.to_host()[0] == expected;
  }
  return verdict("reduce_odd_block", right);
}
