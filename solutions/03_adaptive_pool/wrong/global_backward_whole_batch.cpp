// 03.cpu.global.backward: constant_factor 1/(N*C)
// Divided by the number of elements of dx, not of a map.
void global_adaptive_avg_pool2d_backward(nchw<float> dx, nchw<const float> dy) {
  const std::ptrdiff_t elements = dx.offset(dx.N, 0, 0, 0);
  for (int n = 0; n < dx.N; ++n) {
    for (int c = 0; c < dx.C; ++c) {
      for (int h = 0; h < dx.H; ++h) {
        for (int w = 0; w < dx.W; ++w) dx(n, c, h, w) = dy(n, c, 0, 0) / static_cast<float>(elements);
      }
    }
  }
}
