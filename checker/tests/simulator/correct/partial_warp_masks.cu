// partial_warp_masks: halves of a warp take different ways with masks of their own, and lanes meet by __syncwarp(mask).
#include "../check.hpp"

constexpr unsigned lower = 0x0000ffffu, upper = 0xffff0000u;

// The lower half of each warp sums its 16 values, the upper half takes the product of signs, in separate branches.
__global__ void halves(const int* x, int* out) {
  __shared__ int s[64];
  const int lane = threadIdx.x % 32, i = blockIdx.x * blockDim.x + threadIdx.x;
  int v = x[i];
  if (lane < 16) {
    for (int offset = 8; offset > 0; offset /= 2) v += __shfl_down_sync(lower, v, offset, 16);
    s[threadIdx.x] = v;
    __syncwarp(lower);
    v = s[threadIdx.x / 16 * 16];  // lane 0 of the half has the sum
  } else {
    const unsigned negative = __ballot_sync(upper, v < 0);
    v = __popc(negative) % 2 ? -1 : 1;
  }
  __syncwarp();
  out[i] = v + __shfl_xor_sync(0xffffffffu, v, 16);
}

// Odd lanes hand a value on to the next even lane; the last of them wraps.
__global__ void odd_lanes_only(const int* x, int* out) {
  const int lane = threadIdx.x, i = blockIdx.x * 32 + lane;
  const unsigned odd = __ballot_sync(0xffffffffu, lane % 2 == 1);
  int v = x[i];
  if (lane % 2 == 1) v += __shfl_sync(odd, v, (lane + 2) % 32);
  out[i] = v;
}

int main() {
  const int n = 256;
  std::vector<int> x(n), halves_expected(n), odd_expected(x);
  for (int i = 0; i < n; ++i) x[i] = (i * 45) % 31 - 12;
  for (int warp = 0; warp < n; warp += 32) {
    int sum = 0, sign = 1;
    for (int l = 0; l < 16; ++l) {
      sum += x[warp + l];
      if (x[warp + 16 + l] < 0) sign = -sign;
    }
    for (int l = 0; l < 32; ++l) {
      halves_expected[warp + l] = sum + sign;
      odd_expected[warp + l] = x[warp + l] + (l % 2 ? x[warp + (l + 2) % 32] : 0);
    }
  }
  const device_array<int> d_x(x), first(n), second(n);
  halves<<<n / 64, 64>>>(d_x.data(), first.data());
  odd_lanes_only<<<n / 32, 32>>>(d_x.data(), second.data());
  CHECK_LAUNCH();
  return verdict("partial_warp_masks", first.to_host() == halves_expected && second.to_host() == odd_expected);
}
