// histogram_match: lanes with the same bin find each other by __match_any_sync, and one of them adds for all.
#include "../check.hpp"

constexpr int bins = 10;

__global__ void histogram(const int* values, int n, int* counts) {
  const int i = blockIdx.x * blockDim.x + threadIdx.x;
  const unsigned valid = __ballot_sync(0xffffffffu, i < n);
  if (i >= n) return;
  const int bin = values[i] % bins;
  const unsigned peers = __match_any_sync(valid, bin);
  const int leader = __ffs(static_cast<int>(peers)) - 1;
  const int lane = threadIdx.x % warpSize;
  if (lane == leader) atomicAdd(&counts[bin], __popc(peers));
}

int main() {
  const int n = 7001;
  std::vector<int> values(n), expected(bins, 0);
  for (int i = 0; i < n; ++i) {
    values[i] = (i / 5) * 17 % 1000;
    ++expected[values[i] % bins];
  }
  const device_array<int> d_values(values);
  device_array<int> counts(bins);
  counts.zero();
  histogram<<<(n + 223) / 224, 224>>>(d_values.data(), n, counts.data());
  CHECK_LAUNCH();
  return verdict("histogram_match", counts.to_host() == expected);
}
