// 02.cuda.channels_last.forward: data_race
// Eight threads add their sums to the same y. A += reads, adds and writes in three steps, so some sums may be lost.
__global__ void sums_in_y_kernel(nc<float> y, strided_maps<const float> x, int tiles) {
  const int n = static_cast<int>(blockIdx.x / tiles);
  const int c = static_cast<int>(blockIdx.x % tiles) * channels_per_block + static_cast<int>(threadIdx.x);
  const std::ptrdiff_t map_size = static_cast<std::ptrdiff_t>(x.H) * x.W;
  float sum = 0.0f;
  if (c < x.C) {
    const float* map = &x(n, c, 0, 0);
    for (std::ptrdiff_t i = threadIdx.y; i < map_size; i += pixels_at_once) sum += map[i * x.stride_w];
    if (threadIdx.y == 0) y(n, c) = 0.0f;
  }
  __syncthreads();
  if (c < x.C) y(n, c) += sum;
  __syncthreads();
  if (c < x.C && threadIdx.y == 0) y(n, c) /= static_cast<float>(map_size);
}

void mean_of_channels_last_forward(nc<float> y, strided_maps<const float> x) {
  const int tiles = (x.C + channels_per_block - 1) / channels_per_block;
  const dim3 block(channels_per_block, pixels_at_once);
  sums_in_y_kernel<<<blocks_for(static_cast<std::ptrdiff_t>(x.N) * tiles, 1), block>>>(y, x, tiles);
}
