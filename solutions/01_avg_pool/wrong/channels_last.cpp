// 01.cpu.global.forward: layout_misread
// Index arithmetic for NHWC, where the channels of a pixel lie side by side.
void global_avg_pool2d_forward(nchw<float> y, nchw<const float> x) {
  for (int n = 0; n < x.N; ++n) {
    for (int c = 0; c < x.C; ++c) {
      double sum = 0.0;
      for (int h = 0; h < x.H; ++h) {
        for (int w = 0; w < x.W; ++w) {
          sum += x.data[((static_cast<std::ptrdiff_t>(n) * x.H + h) * x.W + w) * x.C + c];
        }
      }
      y(n, c, 0, 0) = static_cast<float>(sum / (static_cast<double>(x.H) * x.W));
    }
  }
}
