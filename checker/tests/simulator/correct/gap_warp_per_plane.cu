// gap_warp_per_plane: average pooling by one warp a plane, with float4 loads where a plane begins on 16 bytes.
#include <cstdint>

#include "../check.hpp"

__device__ float sum_of_plane(const float* __restrict__ plane, int HW, int lane) {
  float sum = 0.f;
  int done = 0;
  if (reinterpret_cast<std::uintptr_t>(plane) % sizeof(float4) == 0) {
    const float4* four = reinterpret_cast<const float4*>(plane);
    for (int i = lane; i < HW / 4; i += 32) {
      const float4 v = __ldg(&four[i]);
      sum += (v.x + v.y) + (v.z + v.w);
    }
    done = HW / 4 * 4;
  }
  for (int i = done + lane; i < HW; i += 32) sum += plane[i];
  return sum;
}

__global__ void gap_kernel(float* y, const float* x, int planes, int HW) {
  const int lane = threadIdx.x & 31, warps = gridDim.x * blockDim.x / 32;
  for (int p = (blockIdx.x * blockDim.x + threadIdx.x) / 32; p < planes; p += warps) {
    float sum = sum_of_plane(x + static_cast<std::size_t>(p) * HW, HW, lane);
#pragma unroll
    for (int offset = 16; offset; offset >>= 1) sum += __shfl_xor_sync(0xffffffffu, sum, offset);
    if (lane == 0) y[p] = sum / static_cast<float>(HW);
  }
}

int main() {
  bool right = true;
  for (const int HW : {1, 49, 64, 169, 330}) {
    const int planes = 75;
    std::vector<float> x(static_cast<std::size_t>(planes) * HW);
    std::vector<double> expected(planes, 0.0);
    for (int p = 0; p < planes; ++p) {
      for (int i = 0; i < HW; ++i) {
        x[p * HW + i] = static_cast<float>((p * 31 + i * 7) % 128) / 64.f;
        expected[p] += x[p * HW + i] / static_cast<double>(HW);
      }
    }
    const device_array<float> d_x(x), d_y(planes);
    gap_kernel<<<3, 224>>>(d_y.data(), d_x.data(), planes, HW);
    CHECK_LAUNCH();
    right = right && all_close(d_y.to_host(), expected, 1e-6);
  }
  return verdict("gap_warp_per_plane", right);
}
