// 01.cpu.window.backward: overwritten
// Where windows overlap, the last one's share replaces the others.
void avg_pool2d_backward(nchw<float> dx, nchw<const float> dy, const avg_pool2d_options& options) {
  set_to_zero(dx.data, dx.offset(dx.N, 0, 0, 0));
  for (int n = 0; n < dy.N; ++n) {
    for (int c = 0; c < dy.C; ++c) {
      for (int oh = 0; oh < dy.H; ++oh) {
        const span rows = span_of(oh, dx.H, 0, options);
        for (int ow = 0; ow < dy.W; ++ow) {
          const span columns = span_of(ow, dx.W, 1, options);
          const double divisor = divisor_of(rows.counted * columns.counted, options);
          const auto share = static_cast<float>(dy(n, c, oh, ow) / divisor);
          for (int h = rows.begin; h < rows.end; ++h) {
            for (int w = columns.begin; w < columns.end; ++w) dx(n, c, h, w) = share;
          }
        }
      }
    }
  }
}
