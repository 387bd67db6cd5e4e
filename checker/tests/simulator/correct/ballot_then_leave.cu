// ballot_then_leave: threads beyond the end leave after a ballot; the others shuffle with its mask, in a partial warp.
#include <algorithm>

#include "../check.hpp"

// A sum per group of 32 elements. Values from lanes outside of the mask are never used.
__global__ void sums_of_warps(const int* x, int n, int* sums) {
  const int i = blockIdx.x * blockDim.x + threadIdx.x, lane = threadIdx.x % 32;
  const unsigned mask = __ballot_sync(0xffffffffu, i < n);
  if (i >= n) return;
  int v = x[i];
  for (int offset = 16; offset > 0; offset /= 2) {
    const int other = __shfl_down_sync(mask, v, offset);
    if (lane + offset < 32 && (mask >> (lane + offset) & 1u)) v += other;
  }
  if (lane == 0) sums[i / 32] = v;
}

// Differences to the next element: the last active lane has no neighbour to ask and reads memory instead.
__global__ void differences(const int* x, int n, int* out) {
  const int i = blockIdx.x * blockDim.x + threadIdx.x, lane = threadIdx.x % 32;
  const unsigned mask = __ballot_sync(0xffffffffu, i < n);
  if (i >= n) return;
  const int mine = x[i];
  int next = __shfl_down_sync(mask, mine, 1);
  const bool at_end = lane == 31 || !(mask >> (lane + 1) & 1u);
  if (at_end) next = i + 1 < n ? x[i + 1] : 0;
  out[i] = next - mine;
}

int main() {
  bool right = true;
  for (const int n : {1, 33, 96, 1000}) {
    std::vector<int> x(n), sums((n + 31) / 32, 0), steps(n);
    for (int i = 0; i < n; ++i) sums[i / 32] += x[i] = (i * 53) % 71;
    for (int i = 0; i < n; ++i) steps[i] = (i + 1 < n ? x[i + 1] : 0) - x[i];
    const device_array<int> d_x(x), d_sums(sums.size()), d_steps(n);
    sums_of_warps<<<(n + 63) / 64, 64>>>(d_x.data(), n, d_sums.data());
    CHECK_LAUNCH();
    differences<<<(n + 127) / 128, 128>>>(d_x.data(), n, d_steps.data());
    CHECK_LAUNCH();
    right = right && d_sums.to_host() == sums && d_steps.to_host() == steps;
  }
  return verdict("ballot_then_leave", right);
}
