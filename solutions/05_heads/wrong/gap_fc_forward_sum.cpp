// 05.cpu.gap_fc.forward: sum_of_the_map
// The maps are summed and go into the linear layer undivided.
void gap_fc_forward(nk<float> y, nchw<const float> x, kc<const float> weight, row<const float> bias) {
  for (int n = 0; n < x.N; ++n) {
    for (int k = 0; k < y.K; ++k) {
      double sum = bias(k);
      for (int c = 0; c < x.C; ++c) {
        for (int h = 0; h < x.H; ++h) {
          for (int w = 0; w < x.W; ++w) sum += double(weight(k, c)) * x(n, c, h, w);
        }
      }
      y(n, k) = float(sum);
    }
  }
}
