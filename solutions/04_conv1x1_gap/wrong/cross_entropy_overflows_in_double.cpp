// 04.cpu.cross_entropy.backward: maximum_not_subtracted
// The formula as it stands, in double, which only moves the limit: exp() of a double overflows from 709.8 on.
void cross_entropy_backward(nk<float> dlogits, nk<const float> logits, row<const int> target) {
  for (int n = 0; n < logits.N; ++n) {
    double sum = 0.0;
    for (int k = 0; k < logits.K; ++k) sum += std::exp(double(logits(n, k)));
    for (int k = 0; k < logits.K; ++k) {
      const double probability = std::exp(double(logits(n, k))) / sum;
      dlogits(n, k) = float((probability - (k == target(n) ? 1.0 : 0.0)) / logits.N);
    }
  }
}
