// 03.cuda.global.forward: data_race
// The last warp adds what all warps have left in shared memory, and nothing lets it wait for them.
__global__ void no_barrier_kernel(nchw<float> y, nchw<const float> x) {
  __shared__ float partial[warps_per_block];
  const std::ptrdiff_t map_size = static_cast<std::ptrdiff_t>(x.H) * x.W;
  const std::ptrdiff_t map = blockIdx.x;
  const int lane = static_cast<int>(threadIdx.x) % warp_size;
  const int warp = static_cast<int>(threadIdx.x) / warp_size;
  float sum = 0.0f;
  for (std::ptrdiff_t i = threadIdx.x; i < map_size; i += block_size) sum += x.data[map * map_size + i];
  sum = warp_sum(sum);
  if (lane == 0) partial[warp] = sum;
  if (warp < warps_per_block - 1) return;
  sum = warp_sum(lane < warps_per_block ? partial[lane] : 0.0f);
  if (lane == 0) y.data[map] = sum / static_cast<float>(map_size);
}

void global_adaptive_avg_pool2d_forward(nchw<float> y, nchw<const float> x) {
  const std::ptrdiff_t maps = static_cast<std::ptrdiff_t>(x.N) * x.C;
  no_barrier_kernel<<<blocks_for(maps, 1), block_size>>>(y, x);
}
