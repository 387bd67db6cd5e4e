// 05.cpu.gap_fc.backward: sum_of_the_map
// Every pixel gets all of the mean's gradient in the place of its share of 1/(H*W).
void gap_fc_backward(nchw<float> dx, kc<float> dweight, row<float> dbias, nk<const float> dy, nchw<const float> x,
                     kc<const float> weight) {
  const std::vector<double> means = means_of(x);
  for (int n = 0; n < x.N; ++n) {
    for (int c = 0; c < x.C; ++c) {
      double dmean = 0.0;
      for (int k = 0; k < dy.K; ++k) dmean += double(dy(n, k)) * weight(k, c);
      for (int h = 0; h < x.H; ++h) {
        for (int w = 0; w < x.W; ++w) dx(n, c, h, w) = float(dmean);
      }
    }
  }
  for (int k = 0; k < dy.K; ++k) {
    for (int c = 0; c < x.C; ++c) {
      double sum = 0.0;
      for (int n = 0; n < x.N; ++n) sum += dy(n, k) * means[std::size_t(n * x.C + c)];
      dweight(k, c) = float(sum);
    }
    double sum = 0.0;
    for (int n = 0; n < x.N; ++n) sum += dy(n, k);
    dbias(k) = float(sum);
  }
}
