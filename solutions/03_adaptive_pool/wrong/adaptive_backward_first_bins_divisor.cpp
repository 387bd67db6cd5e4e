// 03.cpu.adaptive.backward: first_bins_divisor
// The shares of all bins over an element are divided by the size of the first.
void adaptive_avg_pool2d_backward(nchw<float> dx, nchw<const float> dy) {
  for (int n = 0; n < dx.N; ++n) {
    for (int c = 0; c < dx.C; ++c) {
      for (int h = 0; h < dx.H; ++h) {
        for (int w = 0; w < dx.W; ++w) {
          const bin over_h = bin_of(h, dy.H, dx.H);
          const bin over_w = bin_of(w, dy.W, dx.W);
          const bin rows = bin_of(over_h.begin, dx.H, dy.H);
          const bin columns = bin_of(over_w.begin, dx.W, dy.W);
          const double area = static_cast<double>(rows.end - rows.begin) * (columns.end - columns.begin);
          double sum = 0.0;
          for (int oh = over_h.begin; oh < over_h.end; ++oh) {
            for (int ow = over_w.begin; ow < over_w.end; ++ow) sum += dy(n, c, oh, ow);
          }
          dx(n, c, h, w) = static_cast<float>(sum / area);
        }
      }
    }
  }
}
