// reduce_shuffle: mean and variance by a grid-stride loop, warp shuffles, shared memory between warps, and atomicAdd.
#include "../check.hpp"

__inline__ __device__ float warp_sum(float v) {
  for (int offset = warpSize / 2; offset > 0; offset /= 2) v += __shfl_down_sync(0xffffffff, v, offset);
  return v;
}

// The sum over the block, in thread 0. All threads must call it; blockDim.x must be a multiple of 32.
__inline__ __device__ float block_sum(float v) {
  static __shared__ float of_warp[32];
  const int lane = threadIdx.x % warpSize;
  const int warp = threadIdx.x / warpSize;
  v = warp_sum(v);
  __syncthreads();  // an earlier call may still be reading of_warp
  if (lane == 0) of_warp[warp] = v;
  __syncthreads();
  v = threadIdx.x < blockDim.x / warpSize ? of_warp[lane] : 0.f;
  return warp == 0 ? warp_sum(v) : 0.f;
}

__global__ void moments(const float* __restrict__ x, float* __restrict__ out, int n) {
  float sum = 0.f, squares = 0.f;
  for (int i = blockIdx.x * blockDim.x + threadIdx.x; i < n; i += blockDim.x * gridDim.x) {
    sum += x[i];
    squares += x[i] * x[i];
  }
  sum = block_sum(sum);
  squares = block_sum(squares);
  if (threadIdx.x == 0) {
    atomicAdd(&out[0], sum);
    atomicAdd(&out[1], squares);
  }
}

int main() {
  const int n = 30007;
  std::vector<float> x(n);
  double sum = 0, squares = 0;
  for (int i = 0; i < n; ++i) {
    x[i] = std::sin(0.01f * static_cast<float>(i)) + 0.5f;
    sum += x[i];
    squares += static_cast<double>(x[i]) * x[i];
  }
  const device_array<float> d_x(x);
  device_array<float> out(2);
  bool right = true;
  for (const int threads : {96, 256, 1024}) {
    out.zero();
    moments<<<7, threads>>>(d_x.data(), out.data(), n);
    CHECK_LAUNCH();
    right = right && all_close(out.to_host(), std::vector<double>{sum, squares}, 1e-4);
  }
  return verdict("reduce_shuffle", right);
}
