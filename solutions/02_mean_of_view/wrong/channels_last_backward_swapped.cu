// 02.cuda.channels_last.backward: axes_swapped N C
// If channels come last in x, then in dy images must: so it reads dy as (C, N).
__global__ void swapped_kernel(strided_maps<float> dx, nc<const float> dy) {
  const std::ptrdiff_t map_size = static_cast<std::ptrdiff_t>(dx.H) * dx.W;
  const std::ptrdiff_t i = thread_number();
  if (i >= dx.N * map_size * dx.C) return;
  const std::ptrdiff_t n = i / dx.C / map_size;
  const std::ptrdiff_t c = i % dx.C;
  dx.data[i] = dy.data[c * dy.N + n] / static_cast<float>(map_size);
}

void mean_of_channels_last_backward(strided_maps<float> dx, nc<const float> dy) {
  const std::ptrdiff_t elements = static_cast<std::ptrdiff_t>(dx.N) * dx.C * dx.H * dx.W;
  swapped_kernel<<<blocks_for(elements, block_size), block_size>>>(dx, dy);
}
