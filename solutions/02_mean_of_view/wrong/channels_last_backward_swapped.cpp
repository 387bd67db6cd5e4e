// 02.cpu.channels_last.backward: axes_swapped N C
// If channels come last in x, then in dy images must: so it reads dy as (C, N).
void mean_of_channels_last_backward(strided_maps<float> dx, nc<const float> dy) {
  const float map_size = static_cast<float>(dx.H * dx.W);
  for (int n = 0; n < dx.N; ++n) {
    for (int h = 0; h < dx.H; ++h) {
      for (int w = 0; w < dx.W; ++w) {
        for (int c = 0; c < dx.C; ++c) dx(n, c, h, w) = dy.data[c * dy.N + n] / map_size;
      }
    }
  }
}
