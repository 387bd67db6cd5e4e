// 03.cpu.adaptive.forward: kernel_of_the_rest
// The formula that is often given: stride = size / bins, kernel_size = size - (bins - 1) * stride.
static bin window_of(int index, int size, int bins) {
  const int stride = size / bins;
  return {index * stride, index * stride + size - (bins - 1) * stride};
}

void adaptive_avg_pool2d_forward(nchw<float> y, nchw<const float> x) {
  for (int n = 0; n < y.N; ++n) {
    for (int c = 0; c < y.C; ++c) {
      for (int oh = 0; oh < y.H; ++oh) {
        const bin rows = window_of(oh, x.H, y.H);
        for (int ow = 0; ow < y.W; ++ow) {
          const bin columns = window_of(ow, x.W, y.W);
          double sum = 0.0;
          for (int h = rows.begin; h < rows.end; ++h) {
            for (int w = columns.begin; w < columns.end; ++w) sum += x(n, c, h, w);
          }
          const double area = static_cast<double>(rows.end - rows.begin) * (columns.end - columns.begin);
          y(n, c, oh, ow) = static_cast<float>(sum / area);
        }
      }
    }
  }
}
