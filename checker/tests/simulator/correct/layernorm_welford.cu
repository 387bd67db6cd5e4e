// layernorm_welford: mean and variance of each row in one pass by Welford's method, merged by Chan's formula.
#include "../check.hpp"

struct welford {
  float count, mean, m2;

  __device__ void add(float x) {
    count += 1.f;
    const float delta = x - mean;
    mean += delta / count;
    m2 += delta * (x - mean);
  }
  __device__ void merge(const welford& o) {
    if (o.count == 0.f) return;
    const float total = count + o.count, delta = o.mean - mean;
    m2 += o.m2 + delta * delta * count * o.count / total;
    mean += delta * o.count / total;
    count = total;
  }
};

__device__ welford from_lane_above(const welford& w, int offset) {
  return {__shfl_down_sync(~0u, w.count, offset), __shfl_down_sync(~0u, w.mean, offset),
          __shfl_down_sync(~0u, w.m2, offset)};
}

template <int warps>
__global__ void layernorm(const float* x, const float* gamma, const float* beta, float* y, int columns, float eps) {
  __shared__ welford parts[warps];
  __shared__ float mean, scale;
  const float* row = x + blockIdx.x * columns;
  welford w{0.f, 0.f, 0.f};
  for (int c = threadIdx.x; c < columns; c += warps * 32) w.add(row[c]);
  for (int offset = 16; offset > 0; offset /= 2) w.merge(from_lane_above(w, offset));
  if (threadIdx.x % 32 == 0) parts[threadIdx.x / 32] = w;
  __syncthreads();
  if (threadIdx.x == 0) {
    for (int i = 1; i < warps; ++i) w.merge(parts[i]);
    mean = w.mean;
    scale = rsqrtf(w.m2 / w.count + eps);
  }
  __syncthreads();
  for (int c = threadIdx.x; c < columns; c += warps * 32) {
    y[blockIdx.x * columns + c] = (row[c] - mean) * scale * gamma[c] + beta[c];
  }
}

int main() {
  const int rows = 40, columns = 201;
  const float eps = 1e-5f;
  std::vector<float> x(rows * columns), gamma(columns), beta(columns);
  for (std::size_t i = 0; i < x.size(); ++i) x[i] = 20.f + static_cast<float>((i * 43) % 128) / 64.f;
  for (int c = 0; c < columns; ++c) {
    gamma[c] = 1.f + 0.01f * static_cast<float>(c % 5);
    beta[c] = static_cast<float>(c % 3) - 1.f;
  }
  std::vector<double> expected(x.size());
  for (int r = 0; r < rows; ++r) {
    double mean = 0, variance = 0;
    for (int c = 0; c < columns; ++c) mean += x[r * columns + c] / static_cast<double>(columns);
    for (int c = 0; c < columns; ++c) variance += std::pow(x[r * columns + c] - mean, 2) / columns;
    for (int c = 0; c < columns; ++c) {
      expected[r * columns + c] = (x[r * columns + c] - mean) / std::sqrt(variance + eps) * gamma[c] + beta[c];
    }
  }
  const device_array<float> d_x(x), d_gamma(gamma), d_beta(beta), d_y(x.size());
  layernorm<3><<<rows, 3 * 32>>>(d_x.data(), d_gamma.data(), d_beta.data(), d_y.data(), columns, eps);
  CHECK_LAUNCH();
  return verdict("layernorm_welford", all_close(d_y.to_host(), expected, 1e-4));
}
