// reduce_butterfly: an xor butterfly gives every lane the minimum and maximum of its row, which is then scaled.
#include <algorithm>

#include "../check.hpp"

// One warp per row; blockDim is (32, rows of the block). A warp without a row leaves as a whole.
__global__ void scale_rows(const float* x, float* y, int rows, int columns) {
  const int row = blockIdx.x * blockDim.y + threadIdx.y;
  if (row >= rows) return;
  x += row * columns;
  y += row * columns;
  float low = INFINITY, high = -INFINITY;
  for (int c = threadIdx.x; c < columns; c += 32) {
    low = fminf(low, x[c]);
    high = fmaxf(high, x[c]);
  }
#pragma unroll
  for (int mask = 16; mask >= 1; mask >>= 1) {
    low = fminf(low, __shfl_xor_sync(0xffffffffu, low, mask));
    high = fmaxf(high, __shfl_xor_sync(0xffffffffu, high, mask));
  }
  for (int c = threadIdx.x; c < columns; c += 32) y[c] = (x[c] - low) / (high - low);
}

int main() {
  const int rows = 37, columns = 45;
  std::vector<float> x(rows * columns);
  for (int i = 0; i < rows * columns; ++i) x[i] = static_cast<float>((i * 131) % 257) / 8.f;
  std::vector<double> expected(x.size());
  for (int r = 0; r < rows; ++r) {
    const auto begin = x.begin() + r * columns, end = begin + columns;
    const double low = *std::min_element(begin, end), high = *std::max_element(begin, end);
    for (int c = 0; c < columns; ++c) expected[r * columns + c] = (begin[c] - low) / (high - low);
  }
  const device_array<float> d_x(x), d_y(x.size());
  const dim3 block(32, 5);
  scale_rows<<<(rows + block.y - 1) / block.y, block>>>(d_x.data(), d_y.data(), rows, columns);
  CHECK_LAUNCH();
  return verdict("reduce_butterfly", all_close(d_y.to_host(), expected, 1e-5));
}
