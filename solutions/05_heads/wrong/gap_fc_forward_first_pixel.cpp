// 05.cpu.gap_fc.forward: first_pixel
// No pooling at all: the linear layer gets element 0, 0 of each map, as if the maps were 1 x 1 already.
void gap_fc_forward(nk<float> y, nchw<const float> x, kc<const float> weight, row<const float> bias) {
  for (int n = 0; n < x.N; ++n) {
    for (int k = 0; k < y.K; ++k) {
      double sum = bias(k);
      for (int c = 0; c < x.C; ++c) sum += double(weight(k, c)) * x(n, c, 0, 0);
      y(n, k) = float(sum);
    }
  }
}
