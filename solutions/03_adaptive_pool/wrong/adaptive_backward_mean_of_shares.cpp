// 03.cpu.adaptive.backward: mean_of_shares
// The range of bins over an element is taken for the bin: dy is averaged over it, as x is in the forward pass.
void adaptive_avg_pool2d_backward(nchw<float> dx, nchw<const float> dy) {
  for (int n = 0; n < dx.N; ++n) {
    for (int c = 0; c < dx.C; ++c) {
      for (int h = 0; h < dx.H; ++h) {
        for (int w = 0; w < dx.W; ++w) {
          const bin over_h = bin_of(h, dy.H, dx.H);
          const bin over_w = bin_of(w, dy.W, dx.W);
          double sum = 0.0;
          for (int oh = over_h.begin; oh < over_h.end; ++oh) {
            for (int ow = over_w.begin; ow < over_w.end; ++ow) sum += dy(n, c, oh, ow);
          }
          const double area = static_cast<double>(over_h.end - over_h.begin) * (over_w.end - over_w.begin);
          dx(n, c, h, w) = static_cast<float>(sum / area);
        }
      }
    }
  }
}
