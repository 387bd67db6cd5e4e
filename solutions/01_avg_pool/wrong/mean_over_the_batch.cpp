// 01.cpu.global.forward: constant_factor 1/N
// Divided by all that x holds of a channel, as if images were averaged, too.
void global_avg_pool2d_forward(nchw<float> y, nchw<const float> x) {
  for (int n = 0; n < x.N; ++n) {
    for (int c = 0; c < x.C; ++c) {
      double sum = 0.0;
      for (int h = 0; h < x.H; ++h) {
        for (int w = 0; w < x.W; ++w) sum += x(n, c, h, w);
      }
      y(n, c, 0, 0) = static_cast<float>(sum / (static_cast<double>(x.N) * x.H * x.W));
    }
  }
}
