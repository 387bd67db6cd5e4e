// 05.cpu.squeezenet.backward: preactivation_without_dropout
// The input of the ReLU is computed again, from x as it was before the dropout.
static double convolved(nchw<const float> x, kc<const float> weight, row<const float> bias, int n, int k, int h,
                        int w) {
  double sum = bias(k);
  for (int c = 0; c < x.C; ++c) sum += double(weight(k, c)) * x(n, c, h, w);
  return sum;
}

void squeezenet_backward(nchw<float> dx, kc<float> dweight, row<float> dbias, nk<const float> dy, nchw<const float> x,
                         nchw<const float> mask, kc<const float> weight, row<const float> bias, float p) {
  const double scale = 1.0 / (1.0 - double(p));
  const double pixels = double(x.H) * x.W;
  std::vector<double> dz(std::size_t(weight.K));
  std::vector<double> dbiases(dz.size(), 0.0);
  std::vector<double> dweights(dz.size() * std::size_t(weight.C), 0.0);
  for (int n = 0; n < x.N; ++n) {
    for (int h = 0; h < x.H; ++h) {
      for (int w = 0; w < x.W; ++w) {
        for (int k = 0; k < weight.K; ++k) {
          const bool passed = convolved(x, weight, bias, n, k, h, w) > 0.0;
          dz[std::size_t(k)] = passed ? dy(n, k) / pixels : 0.0;
          dbiases[std::size_t(k)] += dz[std::size_t(k)];
        }
        for (int c = 0; c < x.C; ++c) {
          const double kept = mask(n, c, h, w) * scale;
          double sum = 0.0;
          for (int k = 0; k < weight.K; ++k) {
            sum += dz[std::size_t(k)] * weight(k, c);
            dweights[std::size_t(weight.offset(k, c))] += dz[std::size_t(k)] * x(n, c, h, w) * kept;
          }
          dx(n, c, h, w) = float(sum * kept);
        }
      }
    }
  }
  for (std::size_t i = 0; i < dweights.size(); ++i) dweight.data[i] = float(dweights[i]);
  for (std::size_t i = 0; i < dbiases.size(); ++i) dbias.data[i] = float(dbiases[i]);
}
