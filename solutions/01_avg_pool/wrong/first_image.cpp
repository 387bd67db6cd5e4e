// 01.cpu.global.backward: only_a_prefix
// Tried with one image only, and written for it.
void global_avg_pool2d_backward(nchw<float> dx, nchw<const float> dy) {
  for (int c = 0; c < dx.C; ++c) {
    const float share = dy(0, c, 0, 0) / (static_cast<float>(dx.H) * static_cast<float>(dx.W));
    for (int h = 0; h < dx.H; ++h) {
      for (int w = 0; w < dx.W; ++w) dx(0, c, h, w) = share;
    }
  }
}
