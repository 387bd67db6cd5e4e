// softmax_online: one pass per row by one warp, which merges pairs of running maximum and sum (Milakov, Gimelshein).
#include <algorithm>

#include "../check.hpp"

struct __align__(8) running {
  float maximum, sum;
};

__device__ running merged(running a, running b) {
  if (b.maximum > a.maximum) {
    const running t = a;
    a = b;
    b = t;
  }
  // Lanes without elements have a sum of 0 and a maximum of -inf, whose difference would be NaN.
  if (b.sum > 0.f) a.sum += b.sum * expf(b.maximum - a.maximum);
  return a;
}

__global__ void softmax(const float* __restrict__ x, float* __restrict__ y, int rows, int columns) {
  const int lane = threadIdx.x % 32;
  const int row = (blockIdx.x * blockDim.x + threadIdx.x) / 32;
  if (row >= rows) return;  // the same for the whole warp
  const float* in = x + row * columns;
  running r{-INFINITY, 0.f};
  for (int c = lane; c < columns; c += 32) r = merged(r, running{in[c], 1.f});
  for (int mask = 16; mask > 0; mask >>= 1) {
    running other;
    other.maximum = __shfl_xor_sync(0xffffffffu, r.maximum, mask);
    other.sum = __shfl_xor_sync(0xffffffffu, r.sum, mask);
    r = merged(r, other);
  }
  for (int c = lane; c < columns; c += 32) y[row * columns + c] = expf(in[c] - r.maximum) / r.sum;
}

int main() {
  bool right = true;
  for (const int columns : {5, 32, 77, 300}) {
    const int rows = 30;
    std::vector<float> x(rows * columns);
    for (std::size_t i = 0; i < x.size(); ++i) x[i] = static_cast<float>((i * 61) % 97) / 8.f - 6.f;
    std::vector<double> expected(x.size());
    for (int r = 0; r < rows; ++r) {
      double total = 0;
      for (int c = 0; c < columns; ++c) total += std::exp(static_cast<double>(x[r * columns + c]));
      for (int c = 0; c < columns; ++c) {
        expected[r * columns + c] = std::exp(static_cast<double>(x[r * columns + c])) / total;
      }
    }
    const device_array<float> d_x(x), d_y(x.size());
    const int threads = 128, rows_of_block = threads / 32;
    softmax<<<(rows + rows_of_block - 1) / rows_of_block, threads>>>(d_x.data(), d_y.data(), rows, columns);
    CHECK_LAUNCH();
    right = right && all_close(d_y.to_host(), expected, 1e-6);
  }
  return verdict("softmax_online", right);
}
