// 01.cpu.window.forward: kernel_axes_swapped
// Index 0 is taken for W and index 1 for H, as if the options were x and y.
void avg_pool2d_forward(nchw<float> y, nchw<const float> x, const avg_pool2d_options& options) {
  for (int n = 0; n < y.N; ++n) {
    for (int c = 0; c < y.C; ++c) {
      for (int oh = 0; oh < y.H; ++oh) {
        const span rows = span_of(oh, x.H, 1, options);
        for (int ow = 0; ow < y.W; ++ow) {
          const span columns = span_of(ow, x.W, 0, options);
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
