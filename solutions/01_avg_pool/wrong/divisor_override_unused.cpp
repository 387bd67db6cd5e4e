// 01.cpu.window.forward: divisor_override_ignored
// The divisor is counted, whatever divisor_override says.
void avg_pool2d_forward(nchw<float> y, nchw<const float> x, const avg_pool2d_options& options) {
  for (int n = 0; n < y.N; ++n) {
    for (int c = 0; c < y.C; ++c) {
      for (int oh = 0; oh < y.H; ++oh) {
        const span rows = span_of(oh, x.H, 0, options);
        for (int ow = 0; ow < y.W; ++ow) {
          const span columns = span_of(ow, x.W, 1, options);
          double sum = 0.0;
          for (int h = rows.begin; h < rows.end; ++h) {
            for (int w = columns.begin; w < columns.end; ++w) sum += x(n, c, h, w);
          }
          y(n, c, oh, ow) = static_cast<float>(sum / static_cast<double>(rows.counted * columns.counted));
        }
      }
    }
  }
}
