// shared_carving: four arrays of different types and lengths are carved out of one aligned dynamic buffer.
#include <cstdint>

#include "../check.hpp"

struct layout {
  int count;
  // Ordered by alignment, the strictest first, so that no gap is needed.
  __host__ __device__ std::size_t sums_at() const { return 0; }
  __host__ __device__ std::size_t points_at() const { return sums_at() + count * sizeof(double); }
  __host__ __device__ std::size_t keys_at() const { return points_at() + count * sizeof(float2); }
  __host__ __device__ std::size_t flags_at() const { return keys_at() + count * sizeof(short); }
  __host__ __device__ std::size_t bytes() const { return flags_at() + count; }
};

__global__ void weigh(const float2* points, const short* keys, double* out, layout l) {
  extern __shared__ __align__(16) unsigned char buffer[];
  double* const s_sums = reinterpret_cast<double*>(buffer + l.sums_at());
  float2* const s_points = reinterpret_cast<float2*>(buffer + l.points_at());
  short* const s_keys = reinterpret_cast<short*>(buffer + l.keys_at());
  bool* const s_flags = reinterpret_cast<bool*>(buffer + l.flags_at());
  const int t = threadIdx.x, i = blockIdx.x * l.count + t;
  s_points[t] = points[i];
  s_keys[t] = keys[i];
  s_flags[t] = keys[i] % 2 != 0;
  __syncthreads();
  // The sum over the neighbours on a ring that are flagged or have a greater key.
  double sum = 0;
  for (int step = 1; step <= 3; ++step) {
    const int other = (t + step) % l.count;
    if (s_flags[other] || s_keys[other] > s_keys[t]) sum += double(s_points[other].x) * s_points[other].y;
  }
  s_sums[t] = sum;
  __syncthreads();
  out[i] = s_sums[l.count - 1 - t];
}

int main() {
  const layout l{75};
  const int blocks = 9, n = blocks * l.count;
  std::vector<float2> points(n);
  std::vector<short> keys(n);
  for (int i = 0; i < n; ++i) {
    points[i] = make_float2(static_cast<float>(i % 16), 0.5f * static_cast<float>(i % 5));
    keys[i] = static_cast<short>((i * 41) % 100);
  }
  std::vector<double> expected(n);
  for (int i = 0; i < n; ++i) {
    const int block = i / l.count, t = l.count - 1 - i % l.count;
    const int base = block * l.count;
    for (int step = 1; step <= 3; ++step) {
      const int other = base + (t + step) % l.count;
      if (keys[other] % 2 != 0 || keys[other] > keys[base + t])
        expected[i] += double(points[other].x) * points[other].y;
    }
  }
  const device_array<float2> d_points(points);
  const device_array<short> d_keys(keys);
  const device_array<double> out(n);
  weigh<<<blocks, l.count, l.bytes()>>>(d_points.data(), d_keys.data(), out.data(), l);
  CHECK_LAUNCH();
  return verdict("shared_carving", out.to_host() == expected);
}
