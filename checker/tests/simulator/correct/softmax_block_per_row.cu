// softmax_block_per_row: maximum, sum and division, one block a row, with the row kept in dynamic shared memory.
#include <algorithm>

#include "../check.hpp"

struct maximum {
  static constexpr float neutral = -3.402823466e+38f;
  __device__ float operator()(float a, float b) const { return fmaxf(a, b); }
};
struct sum {
  static constexpr float neutral = 0.f;
  __device__ float operator()(float a, float b) const { return a + b; }
};

// blockDim.x is a multiple of 32. All threads get the result; `scratch` has room for one value per warp.
template <class operation>
__device__ float block_reduce(float v, operation op, float* scratch) {
  for (int offset = 16; offset > 0; offset /= 2) v = op(v, __shfl_xor_sync(0xffffffffu, v, offset));
  __syncthreads();  // scratch may still be in use
  if (threadIdx.x % 32 == 0) scratch[threadIdx.x / 32] = v;
  __syncthreads();
  float result = operation::neutral;
  for (int w = 0; w < static_cast<int>(blockDim.x / 32); ++w) result = op(result, scratch[w]);
  return result;
}

__global__ void softmax(const float* x, float* y, int columns) {
  extern __shared__ float row[];  // columns values, then one per warp
  float* const scratch = row + columns;
  const float* const from = x + blockIdx.x * columns;
  float greatest = maximum::neutral;
  for (int c = threadIdx.x; c < columns; c += blockDim.x) {
    row[c] = from[c];
    greatest = fmaxf(greatest, row[c]);
  }
  greatest = block_reduce(greatest, maximum(), scratch);
  float total = 0.f;
  for (int c = threadIdx.x; c < columns; c += blockDim.x) {
    row[c] = expf(row[c] - greatest);
    total += row[c];
  }
  total = block_reduce(total, sum(), scratch);
  for (int c = threadIdx.x; c < columns; c += blockDim.x) y[blockIdx.x * columns + c] = row[c] / total;
}

int main() {
  const int rows = 21, columns = 1000, threads = 128;
  std::vector<float> x(rows * columns);
  for (std::size_t i = 0; i < x.size(); ++i) x[i] = static_cast<float>((i * 37) % 1009) / 100.f;
  std::vector<double> expected(x.size());
  for (int r = 0; r < rows; ++r) {
    const float* in = &x[r * columns];
    const double greatest = *std::max_element(in, in + columns);
    double total = 0;
    for (int c = 0; c < columns; ++c) total += std::exp(in[c] - greatest);
    for (int c = 0; c < columns; ++c) expected[r * columns + c] = std::exp(in[c] - greatest) / total;
  }
  const device_array<float> d_x(x), d_y(x.size());
  softmax<<<rows, threads, (columns + threads / 32) * sizeof(float)>>>(d_x.data(), d_y.data(), columns);
  CHECK_LAUNCH();
  return verdict("softmax_block_per_row", all_close(d_y.to_host(), expected, 1e-6));
}
