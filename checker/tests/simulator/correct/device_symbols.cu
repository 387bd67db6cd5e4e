// device_symbols: __device__ tables, counters and structs, set, read and reset by copies to and from symbols.
#include "../check.hpp"

struct limits {
  int low, high;
};

__device__ limits accepted = {10, 20};
__device__ int table[5][4];
__device__ unsigned long long accepted_sum;
static __device__ int counters[3] = {7, 7, 7};
namespace model {
__device__ float scale = 0.5f;
__constant__ double offsets[2];
}  // namespace model

__global__ void judge(const int* x, float* y, int n) {
  const int i = blockIdx.x * blockDim.x + threadIdx.x;
  if (i >= n) return;
  const int v = x[i];
  const int which = v < accepted.low ? 0 : v > accepted.high ? 2 : 1;
  atomicAdd(counters + which, 1);
  if (which == 1) atomicAdd(&accepted_sum, static_cast<unsigned long long>(v));
  y[i] = model::scale * static_cast<float>(table[i % 5][i % 4]) + static_cast<float>(model::offsets[which / 2]);
}

int main() {
  const int n = 1001;
  std::vector<int> x(n);
  for (int i = 0; i < n; ++i) x[i] = (i * 13) % 37;
  int host_table[5][4];
  for (int i = 0; i < 20; ++i) host_table[i / 4][i % 4] = i * i;
  const double offsets[2] = {1.0, -2.0};
  CHECK(cudaMemcpyToSymbol(table, host_table, sizeof host_table));
  CHECK(cudaMemcpyToSymbol(model::offsets, offsets, sizeof offsets));

  const device_array<int> d_x(x);
  const device_array<float> d_y(n);
  bool right = true;
  for (const limits l : {limits{10, 20}, limits{5, 6}, limits{-1, 40}}) {
    CHECK(cudaMemcpyToSymbol(accepted, &l, sizeof l));
    const int zeros[3] = {0, 0, 0};
    const unsigned long long zero = 0;
    const float scale = 0.25f * static_cast<float>(l.high);
    CHECK(cudaMemcpyToSymbol(counters, zeros, sizeof zeros));
    CHECK(cudaMemcpyToSymbol(accepted_sum, &zero, sizeof zero));
    CHECK(cudaMemcpyToSymbol(model::scale, &scale, sizeof scale));
    judge<<<(n + 62) / 63, 63>>>(d_x.data(), d_y.data(), n);
    CHECK_LAUNCH();

    int expected[3] = {0, 0, 0}, got[3], middle = -1;
    unsigned long long expected_sum = 0, sum = 0;
    std::vector<float> y(n);
    for (int i = 0; i < n; ++i) {
      const int which = x[i] < l.low ? 0 : x[i] > l.high ? 2 : 1;
      ++expected[which];
      if (which == 1) expected_sum += static_cast<unsigned long long>(x[i]);
      y[i] = scale * static_cast<float>(host_table[i % 5][i % 4]) + static_cast<float>(offsets[which / 2]);
    }
    CHECK(cudaMemcpyFromSymbol(got, counters, sizeof got));
    CHECK(cudaMemcpyFromSymbol(&middle, counters, sizeof middle, sizeof(int)));
    CHECK(cudaMemcpyFromSymbol(&sum, accepted_sum, sizeof sum));
    for (int k = 0; k < 3; ++k) right = right && got[k] == expected[k];
    right = right && middle == expected[1] && sum == expected_sum && all_close(d_y.to_host(), y, 1e-6);
  }
  return verdict("device_symbols", right);
}
