// argmax: a pair of value and index is reduced in shared memory, row by row, ties going to the lower index.
#include <algorithm>

#include "../check.hpp"

struct candidate {
  float value;
  int index;
};

__host__ __device__ inline candidate better(candidate a, candidate b) {
  if (b.value > a.value || (b.value == a.value && b.index < a.index)) return b;
  return a;
}

template <int threads>
__global__ void __launch_bounds__(threads) argmax_rows(const float* x, int columns, int* out) {
  __shared__ candidate best[threads];
  const float* row = x + static_cast<size_t>(blockIdx.x) * columns;
  candidate mine{-INFINITY, columns};
  for (int c = threadIdx.x; c < columns; c += threads) mine = better(mine, candidate{row[c], c});
  best[threadIdx.x] = mine;
  __syncthreads();
  for (int width = threads / 2; width > 0; width /= 2) {
    if (threadIdx.x < width) best[threadIdx.x] = better(best[threadIdx.x], best[threadIdx.x + width]);
    __syncthreads();
  }
  if (threadIdx.x == 0) out[blockIdx.x] = best[0].index;
}

int main() {
  const int rows = 50, columns = 77;
  std::vector<float> x(rows * columns);
  for (int i = 0; i < rows * columns; ++i) x[i] = static_cast<float>((i * 193) % 41);  // full of ties
  std::vector<int> expected(rows);
  for (int r = 0; r < rows; ++r) {
    const auto begin = x.begin() + r * columns;
    expected[r] = static_cast<int>(std::max_element(begin, begin + columns) - begin);
  }
  const device_array<float> d_x(x);
  const device_array<int> wide(rows), narrow(rows);
  argmax_rows<128><<<rows, 128>>>(d_x.data(), columns, wide.data());
  CHECK_LAUNCH();
  argmax_rows<16><<<rows, 16>>>(d_x.data(), columns, narrow.data());
  CHECK_LAUNCH();
  return verdict("argmax", wide.to_host() == expected && narrow.to_host() == expected);
}
