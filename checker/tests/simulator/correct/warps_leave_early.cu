// warps_leave_early: whole warps without work return at once; the others use full-mask shuffles and __syncwarp only.
#include "../check.hpp"

constexpr int segment = 32, warps_of_block = 4;

// Each warp reverses one segment of 32 by shared memory, and replaces it by the running maximum from the right.
__global__ void process_segments(const int* in, int* out, const int* active, int segments) {
  __shared__ int s[warps_of_block][segment];
  const int lane = threadIdx.x, warp = threadIdx.y;
  const int which = blockIdx.x * warps_of_block + warp;
  if (which >= segments || !active[which]) return;  // the same for all lanes
  s[warp][lane] = in[which * segment + lane];
  __syncwarp();
  int v = s[warp][segment - 1 - lane];
  for (int offset = 1; offset < 32; offset *= 2) {
    const int before = __shfl_up_sync(0xffffffffu, v, offset);
    if (lane >= offset) v = max(v, before);
  }
  __syncwarp();
  s[warp][segment - 1 - lane] = v;
  __syncwarp();
  out[which * segment + lane] = s[warp][lane];
}

int main() {
  const int segments = 43, n = segments * segment;
  std::vector<int> x(n), active(segments), expected(n, -1);
  for (int i = 0; i < n; ++i) x[i] = (i * 389) % 1021;
  for (int s = 0; s < segments; ++s) {
    active[s] = s % 3 != 1;
    if (!active[s]) continue;
    int greatest = 0;
    for (int i = segment - 1; i >= 0; --i) {
      if (x[s * segment + i] > greatest) greatest = x[s * segment + i];
      expected[s * segment + i] = greatest;
    }
  }
  const device_array<int> in(x), out(n), d_active(active);
  CHECK(cudaMemset(out.data(), 0xff, n * sizeof(int)));  // -1 where no warp writes
  process_segments<<<(segments + warps_of_block - 1) / warps_of_block, dim3(32, warps_of_block)>>>(
      in.data(), out.data(), d_active.data(), segments);
  CHECK_LAUNCH();
  return verdict("warps_leave_early", out.to_host() == expected);
}
