// 03.cpu.adaptive.backward: overwritten
// Where bins overlap, the last share replaces the others.
void adaptive_avg_pool2d_backward(nchw<float> dx, nchw<const float> dy) {
  const std::ptrdiff_t elements = dx.offset(dx.N, 0, 0, 0);
  for (std::ptrdiff_t i = 0; i < elements; ++i) dx.data[i] = 0.0f;
  for (int n = 0; n < dy.N; ++n) {
    for (int c = 0; c < dy.C; ++c) {
      for (int oh = 0; oh < dy.H; ++oh) {
        const bin rows = bin_of(oh, dx.H, dy.H);
        for (int ow = 0; ow < dy.W; ++ow) {
          const bin columns = bin_of(ow, dx.W, dy.W);
          const double area = static_cast<double>(rows.end - rows.begin) * (columns.end - columns.begin);
          const auto share = static_cast<float>(dy(n, c, oh, ow) / area);
          for (int h = rows.begin; h < rows.end; ++h) {
            for (int w = columns.begin; w < columns.end; ++w) dx(n, c, h, w) = share;
          }
        }
      }
    }
  }
}
