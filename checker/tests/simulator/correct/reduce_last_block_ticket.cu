// reduce_last_block_ticket: the last block finishes a column sum over plain memory, with a fence on either side.
#include "../check.hpp"

__device__ unsigned tickets;

// Block b adds rows b, b + gridDim.x, ...; thread c owns column c. The last block adds up the blocks' rows.
__global__ void column_sums(const int* __restrict__ x, int rows, int columns, int* partial, int* sums) {
  __shared__ bool last;
  const int c = threadIdx.x;
  if (c < columns) {
    int sum = 0;
    for (int r = blockIdx.x; r < rows; r += gridDim.x) sum += x[r * columns + c];
    partial[blockIdx.x * columns + c] = sum;
  }
  __threadfence();  // each thread makes its own sum visible
  __syncthreads();  // before thread 0 says that the block is done
  if (threadIdx.x == 0) last = atomicAdd(&tickets, 1u) + 1 == gridDim.x;
  __syncthreads();
  if (!last) return;
  __threadfence();
  if (c < columns) {
    int sum = 0;
    for (unsigned b = 0; b < gridDim.x; ++b) sum += partial[b * columns + c];
    sums[c] = sum;
  }
}

int main() {
  constexpr int rows = 211, columns = 45, blocks = 24;
  std::vector<int> x(rows * columns), expected(columns, 0);
  for (int r = 0; r < rows; ++r) {
    for (int c = 0; c < columns; ++c) expected[c] += x[r * columns + c] = (r * 7 + c * 13) % 29 - 14;
  }
  const device_array<int> d_x(x);
  device_array<int> partial(blocks * columns), sums(columns);
  bool right = true;
  for (int repeat = 0; repeat < 3; ++repeat) {
    const unsigned zero = 0;
    CHECK(cudaMemcpyToSymbol(tickets, &zero, sizeof zero));
    sums.zero();
    column_sums<<<dim3(blocks), dim3(50)>>>(d_x.data(), rows, columns, partial.data(), sums.data());
    CHECK_LAUNCH();
    unsigned taken = 0;
    CHECK(cudaMemcpyFromSymbol(&taken, tickets, sizeof taken));
    right = right && taken == blocks && sums.to_host() == expected;
  }
  return verdict("reduce_last_block_ticket", right);
}
