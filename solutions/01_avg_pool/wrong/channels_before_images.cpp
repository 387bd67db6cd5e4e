// 01.cpu.global.forward: axes_swapped N C
// Index arithmetic by hand, with channels outside and images inside.
void global_avg_pool2d_forward(nchw<float> y, nchw<const float> x) {
  const std::ptrdiff_t map_size = static_cast<std::ptrdiff_t>(x.H) * x.W;
  for (int n = 0; n < x.N; ++n) {
    for (int c = 0; c < x.C; ++c) {
      const float* map = x.data + (static_cast<std::ptrdiff_t>(c) * x.N + n) * map_size;
      double sum = 0.0;
      for (std::ptrdiff_t i = 0; i < map_size; ++i) sum += map[i];
      y(n, c, 0, 0) = static_cast<float>(sum / static_cast<double>(map_size));
    }
  }
}
