// 01.cpu.3d.forward: padding_not_counted
// Every window is divided by what it sums, although the padding counts unless the caller says otherwise.
void avg_pool3d_forward(ncdhw<float> y, ncdhw<const float> x, const avg_pool3d_options& options) {
  avg_pool3d_options without_padding = options;
  without_padding.count_include_pad = false;
  for (int n = 0; n < y.N; ++n) {
    for (int c = 0; c < y.C; ++c) {
      for (int od = 0; od < y.D; ++od) {
        const span slices = span_of(od, x.D, 0, without_padding);
        for (int oh = 0; oh < y.H; ++oh) {
          const span rows = span_of(oh, x.H, 1, without_padding);
          for (int ow = 0; ow < y.W; ++ow) {
            const span columns = span_of(ow, x.W, 2, without_padding);
            double sum = 0.0;
            for (int d = slices.begin; d < slices.end; ++d) {
              for (int h = rows.begin; h < rows.end; ++h) {
                for (int w = columns.begin; w < columns.end; ++w) sum += x(n, c, d, h, w);
              }
            }
            const double divisor = divisor_of(slices.counted * rows.counted * columns.counted, options);
            y(n, c, od, oh, ow) = static_cast<float>(sum / divisor);
          }
        }
      }
    }
  }
}
