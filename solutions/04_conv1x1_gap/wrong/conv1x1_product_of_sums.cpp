// 04.cpu.conv1x1.backward: sums_multiplied
// Adds up dy and x apart and multiplies the sums, where the products are to be added up.
void conv1x1_backward(nchw<float> dx, kc<float> dweight, row<float> dbias, nchw<const float> dy, nchw<const float> x,
                      kc<const float> weight) {
  conv1x1_backward_x(dx, dy, weight);
  const int pixels = x.H * x.W;
  for (int k = 0; k < weight.K; ++k) {
    double sum_of_dy = 0.0;
    for (int n = 0; n < x.N; ++n) {
      for (int i = 0; i < pixels; ++i) sum_of_dy += (&dy(n, k, 0, 0))[i];
    }
    dbias(k) = float(sum_of_dy);
    for (int c = 0; c < x.C; ++c) {
      double sum_of_x = 0.0;
      for (int n = 0; n < x.N; ++n) {
        for (int i = 0; i < pixels; ++i) sum_of_x += (&x(n, c, 0, 0))[i];
      }
      dweight(k, c) = float(sum_of_dy * sum_of_x);
    }
  }
}
