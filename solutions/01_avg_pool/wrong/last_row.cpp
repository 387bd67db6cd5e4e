// 01.cpu.global.forward: lost_tail
// The loop over rows ends one row early, but the divisor is that of the whole map.
void global_avg_pool2d_forward(nchw<float> y, nchw<const float> x) {
  for (int n = 0; n < x.N; ++n) {
    for (int c = 0; c < x.C; ++c) {
      double sum = 0.0;
      for (int h = 0; h < x.H - 1; ++h) {
        for (int w = 0; w < x.W; ++w) sum += x(n, c, h, w);
      }
      y(n, c, 0, 0) = static_cast<float>(sum / (static_cast<double>(x.H) * x.W));
    }
  }
}
