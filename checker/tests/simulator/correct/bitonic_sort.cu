// bitonic_sort: each block sorts a segment of keys with values in shared memory; short segments are padded.
#include <algorithm>
#include <climits>
#include <utility>

#include "../check.hpp"

template <int size>
__global__ void sort_segments(int* keys, int* values, int n) {
  __shared__ int k[size], v[size];
  const int base = blockIdx.x * size;
  for (int i = threadIdx.x; i < size; i += size / 2) {
    k[i] = base + i < n ? keys[base + i] : INT_MAX;
    v[i] = base + i < n ? values[base + i] : 0;
  }
  for (int length = 2; length <= size; length *= 2) {
    for (int stride = length / 2; stride > 0; stride /= 2) {
      __syncthreads();
      // The pair of this thread: `low` has a zero where `stride` has its bit.
      const int low = 2 * threadIdx.x - (threadIdx.x & (stride - 1)), high = low + stride;
      const bool ascending = (low & length) == 0;
      if ((k[low] > k[high]) == ascending) {
        const int key = k[low], value = v[low];
        k[low] = k[high];
        v[low] = v[high];
        k[high] = key;
        v[high] = value;
      }
    }
  }
  __syncthreads();
  for (int i = threadIdx.x; i < size && base + i < n; i += size / 2) {
    keys[base + i] = k[i];
    values[base + i] = v[i];
  }
}

int main() {
  constexpr int size = 512;
  const int n = 3 * size + 77;
  std::vector<int> keys(n), values(n);
  for (int i = 0; i < n; ++i) {
    keys[i] = (i * 7907) % 104729 - 50000;  // no two alike
    values[i] = i;
  }
  std::vector<std::pair<int, int>> expected;
  for (int i = 0; i < n; ++i) expected.emplace_back(keys[i], values[i]);
  for (int begin = 0; begin < n; begin += size) {
    std::sort(expected.begin() + begin, expected.begin() + std::min(begin + size, n));
  }
  const device_array<int> d_keys(keys), d_values(values);
  sort_segments<size><<<(n + size - 1) / size, size / 2>>>(d_keys.data(), d_values.data(), n);
  CHECK_LAUNCH();
  keys = d_keys.to_host();
  values = d_values.to_host();
  bool right = true;
  for (int i = 0; i < n; ++i) right = right && keys[i] == expected[i].first && values[i] == expected[i].second;
  return verdict("bitonic_sort", right);
}
