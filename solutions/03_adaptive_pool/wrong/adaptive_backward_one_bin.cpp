// 03.cpu.adaptive.backward: overwritten
// Each element asks one bin for its share, the first that holds it.
void adaptive_avg_pool2d_backward(nchw<float> dx, nchw<const float> dy) {
  for (int n = 0; n < dx.N; ++n) {
    for (int c = 0; c < dx.C; ++c) {
      for (int h = 0; h < dx.H; ++h) {
        for (int w = 0; w < dx.W; ++w) {
          const int oh = h * dy.H / dx.H;
          const int ow = w * dy.W / dx.W;
          const bin rows = bin_of(oh, dx.H, dy.H);
          const bin columns = bin_of(ow, dx.W, dy.W);
          const double area = static_cast<double>(rows.end - rows.begin) * (columns.end - columns.begin);
          dx(n, c, h, w) = static_cast<float>(dy(n, c, oh, ow) / area);
        }
      }
    }
  }
}
