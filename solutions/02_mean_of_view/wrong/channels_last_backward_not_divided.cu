// 02.cuda.channels_last.backward: constant_factor H*W
// Copies dy to every pixel, without its share of 1/(H*W).
__global__ void not_divided_kernel(strided_maps<float> dx, nc<const float> dy) {
  const std::ptrdiff_t map_size = static_cast<std::ptrdiff_t>(dx.H) * dx.W;
  const std::ptrdiff_t i = thread_number();
  if (i >= dx.N * map_size * dx.C) return;
  dx.data[i] = dy(static_cast<int>(i / dx.C / map_size), static_cast<int>(i % dx.C));
}

void mean_of_channels_last_backward(strided_maps<float> dx, nc<const float> dy) {
  const std::ptrdiff_t elements = static_cast<std::ptrdiff_t>(dx.N) * dx.C * dx.H * dx.W;
  not_divided_kernel<<<blocks_for(elements, block_size), block_size>>>(dx, dy);
}
