// n_body: forces of all on all by tiles of bodies in shared memory; the last tile is filled with bodies without mass.
#include "../check.hpp"

constexpr float softening = 0.01f;

__host__ __device__ inline float3 pull(float4 of, float4 on) {
  const float dx = of.x - on.x, dy = of.y - on.y, dz = of.z - on.z;
  const float r2 = dx * dx + dy * dy + dz * dz + softening;
  const float f = of.w / (r2 * sqrtf(r2));
  return make_float3(dx * f, dy * f, dz * f);
}

template <int tile>
__global__ void accelerations(const float4* __restrict__ bodies, float3* __restrict__ result, int n) {
  __shared__ float4 others[tile];
  const int i = blockIdx.x * tile + threadIdx.x;
  const float4 nobody = make_float4(0.f, 0.f, 0.f, 0.f);
  const float4 me = i < n ? bodies[i] : nobody;
  float3 sum = {0.f, 0.f, 0.f};
  for (int begin = 0; begin < n; begin += tile) {
    const int j = begin + threadIdx.x;
    others[threadIdx.x] = j < n ? bodies[j] : nobody;
    __syncthreads();
#pragma unroll 4
    for (int k = 0; k < tile; ++k) {
      const float3 p = pull(others[k], me);
      sum.x += p.x;
      sum.y += p.y;
      sum.z += p.z;
    }
    __syncthreads();
  }
  if (i < n) result[i] = sum;
}

int main() {
  constexpr int n = 300, tile = 72;
  std::vector<float4> bodies(n);
  for (int i = 0; i < n; ++i) {
    const float f = static_cast<float>(i);
    bodies[i] = make_float4(std::cos(f), std::sin(1.7f * f), std::cos(2.3f * f), 1.f + 0.01f * f);
  }
  const device_array<float4> d_bodies(bodies);
  const device_array<float3> d_result(n);
  accelerations<tile><<<(n + tile - 1) / tile, tile>>>(d_bodies.data(), d_result.data(), n);
  CHECK_LAUNCH();
  std::vector<float> got;
  std::vector<double> expected;
  for (const float3& a : d_result.to_host()) got.insert(got.end(), {a.x, a.y, a.z});
  for (int i = 0; i < n; ++i) {
    double sum[3] = {0, 0, 0};
    for (int j = 0; j < n; ++j) {
      const float3 p = pull(bodies[j], bodies[i]);
      sum[0] += p.x;
      sum[1] += p.y;
      sum[2] += p.z;
    }
    expected.insert(expected.end(), {sum[0], sum[1], sum[2]});
  }
  return verdict("n_body", all_close(got, expected, 1e-3));
}
