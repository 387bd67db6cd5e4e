// 03.cpu.adaptive.forward: rows_and_columns_exchanged
// Rows are cut by ow, and columns by oh.
void adaptive_avg_pool2d_forward(nchw<float> y, nchw<const float> x) {
  for (int n = 0; n < y.N; ++n) {
    for (int c = 0; c < y.C; ++c) {
      for (int oh = 0; oh < y.H; ++oh) {
        const bin rows = bin_of(oh, x.W, y.H);
        for (int ow = 0; ow < y.W; ++ow) {
          const bin columns = bin_of(ow, x.H, y.W);
          double sum = 0.0;
          for (int h = columns.begin; h < columns.end; ++h) {
            for (int w = rows.begin; w < rows.end; ++w) sum += x(n, c, h, w);
          }
          const double area = static_cast<double>(rows.end - rows.begin) * (columns.end - columns.begin);
          y(n, c, oh, ow) = static_cast<float>(sum / area);
        }
      }
    }
  }
}
