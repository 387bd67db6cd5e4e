// 05.cpu.flatten_fc.forward: weight_transposed
// The weight is read as a matrix with a row for each feature, as y = x * weight is written. nn.Linear keeps a row for
// each class.
void flatten_fc_forward(nk<float> y, nchw<const float> x, kl<const float> weight, row<const float> bias) {
  for (int n = 0; n < x.N; ++n) {
    for (int k = 0; k < y.K; ++k) {
      double sum = bias(k);
      for (int i = 0; i < weight.L; ++i)
        sum += double(weight.data[std::ptrdiff_t(i) * weight.K + k]) * (&x(n, 0, 0, 0))[i];
      y(n, k) = float(sum);
    }
  }
}
