// 03.cpu.adaptive.forward: last_takes_rest
// Tiles of size / bins elements; the last one goes to the end.
static bin tile_of(int index, int size, int bins) {
  const int length = size / bins;
  return {index * length, index + 1 == bins ? size : (index + 1) * length};
}

void adaptive_avg_pool2d_forward(nchw<float> y, nchw<const float> x) {
  for (int n = 0; n < y.N; ++n) {
    for (int c = 0; c < y.C; ++c) {
      for (int oh = 0; oh < y.H; ++oh) {
        const bin rows = tile_of(oh, x.H, y.H);
        for (int ow = 0; ow < y.W; ++ow) {
          const bin columns = tile_of(ow, x.W, y.W);
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
