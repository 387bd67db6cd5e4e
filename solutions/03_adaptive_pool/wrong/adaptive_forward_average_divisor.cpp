// 03.cpu.adaptive.forward: one_divisor
// One divisor for all bins, as if all had the same size.
void adaptive_avg_pool2d_forward(nchw<float> y, nchw<const float> x) {
  for (int n = 0; n < y.N; ++n) {
    for (int c = 0; c < y.C; ++c) {
      for (int oh = 0; oh < y.H; ++oh) {
        const bin rows = bin_of(oh, x.H, y.H);
        for (int ow = 0; ow < y.W; ++ow) {
          const bin columns = bin_of(ow, x.W, y.W);
          double sum = 0.0;
          for (int h = rows.begin; h < rows.end; ++h) {
            for (int w = columns.begin; w < columns.end; ++w) sum += x(n, c, h, w);
          }
          const double area = static_cast<double>(x.H) * x.W / (static_cast<double>(y.H) * y.W);
          y(n, c, oh, ow) = static_cast<float>(sum / area);
        }
      }
    }
  }
}
