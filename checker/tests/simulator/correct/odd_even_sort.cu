// odd_even_sort: transposition sort of a block that goes on while __syncthreads_or() reports a swap.
#include <algorithm>
#include <functional>

#include "../check.hpp"

template <typename T, typename Before>
__global__ void sort_segments(T* x, int length, int* rounds, Before before) {
  extern __shared__ __align__(8) unsigned char bytes[];
  T* s = reinterpret_cast<T*>(bytes);
  x += blockIdx.x * length;
  for (int i = threadIdx.x; i < length; i += blockDim.x) s[i] = x[i];
  __syncthreads();
  int count = 0, quiet = 0;
  for (int phase = 0; quiet < 2; phase ^= 1, ++count) {
    bool swapped = false;
    for (int i = 2 * threadIdx.x + phase; i + 1 < length; i += 2 * blockDim.x) {
      if (before(s[i + 1], s[i])) {
        const T t = s[i];
        s[i] = s[i + 1];
        s[i + 1] = t;
        swapped = true;
      }
    }
    quiet = __syncthreads_or(swapped) ? 0 : quiet + 1;
  }
  for (int i = threadIdx.x; i < length; i += blockDim.x) x[i] = s[i];
  if (threadIdx.x == 0) rounds[blockIdx.x] = count;
}

struct descending {
  template <typename T>
  __device__ bool operator()(const T& a, const T& b) const {
    return a > b;
  }
};
struct by_last_digit {
  __host__ __device__ bool operator()(int a, int b) const { return a % 10 < b % 10; }
};

int main() {
  const int segments = 5, length = 61;
  std::vector<double> x(segments * length);
  std::vector<int> y(segments * length);
  for (int i = 0; i < segments * length; ++i) {
    x[i] = (i * 113) % 307 * 0.5;
    y[i] = i < length ? 7 : (i * 71) % 500;  // the first segment is sorted already
  }
  const device_array<double> d_x(x);
  const device_array<int> d_y(y), rounds(segments);
  sort_segments<<<segments, 20, length * sizeof(double)>>>(d_x.data(), length, rounds.data(), descending());
  CHECK_LAUNCH();
  sort_segments<<<segments, 33, length * sizeof(int)>>>(d_y.data(), length, rounds.data(), by_last_digit{});
  CHECK_LAUNCH();
  for (int s = 0; s < segments; ++s) {
    std::sort(x.begin() + s * length, x.begin() + (s + 1) * length, std::greater<double>());
    std::stable_sort(y.begin() + s * length, y.begin() + (s + 1) * length, by_last_digit());
  }
  return verdict("odd_even_sort", d_x.to_host() == x && d_y.to_host() == y && rounds.to_host()[0] == 2);
}
