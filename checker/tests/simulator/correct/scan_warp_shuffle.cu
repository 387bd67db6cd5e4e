// scan_warp_shuffle: a block scan made of warp scans by shuffle_up; the first warp scans the sums of the others.
#include <numeric>

#include "../check.hpp"

template <typename T>
__device__ __forceinline__ T inclusive_warp_scan(T v, unsigned lane) {
#pragma unroll
  for (unsigned offset = 1; offset < 32; offset <<= 1) {
    const T below = __shfl_up_sync(0xffffffffu, v, offset);
    if (lane >= offset) v += below;
  }
  return v;
}

// A segment of blockDim.x elements per block. blockDim.x is a multiple of 32.
template <typename T>
__global__ void inclusive_segment_scan(const T* __restrict__ in, T* __restrict__ out, int n) {
  __shared__ T warp_totals[32];
  const unsigned lane = threadIdx.x & 31u, warp = threadIdx.x >> 5, warps = blockDim.x >> 5;
  const int i = blockIdx.x * blockDim.x + threadIdx.x;
  T v = inclusive_warp_scan<T>(i < n ? in[i] : T(0), lane);
  if (lane == 31) warp_totals[warp] = v;
  __syncthreads();
  if (warp == 0) {
    const T total = lane < warps ? warp_totals[lane] : T(0);
    const T scanned = inclusive_warp_scan(total, lane);
    if (lane < warps) warp_totals[lane] = scanned;
  }
  __syncthreads();
  if (warp > 0) v += warp_totals[warp - 1];
  if (i < n) out[i] = v;
}

template <typename T>
bool scans_right(int n, int threads) {
  std::vector<T> x(n), expected(n);
  for (int i = 0; i < n; ++i) x[i] = static_cast<T>((i * 5) % 13) - 6;
  for (int begin = 0; begin < n; begin += threads) {
    const int end = begin + threads < n ? begin + threads : n;
    std::partial_sum(x.begin() + begin, x.begin() + end, expected.begin() + begin);
  }
  const device_array<T> in(x), out(n);
  inclusive_segment_scan<T><<<(n + threads - 1) / threads, threads>>>(in.data(), out.data(), n);
  CHECK_LAUNCH();
  return out.to_host() == expected;  // small whole numbers: exact in every type and order
}

int main() {
  const bool right = scans_right<int>(5000, 256) && scans_right<float>(1025, 32) && scans_right<double>(3001, 1024) &&
                     scans_right<long long>(777, 96);
  return verdict("scan_warp_shuffle", right);
}
