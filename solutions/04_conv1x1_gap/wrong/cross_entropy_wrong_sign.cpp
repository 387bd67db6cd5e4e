// 04.cpu.cross_entropy.backward: constant_factor -1
// What is true, less what was said: the direction of descent, not the gradient.
void cross_entropy_backward(nk<float> dlogits, nk<const float> logits, row<const int> target) {
  for (int n = 0; n < logits.N; ++n) {
    const softmax_of_image s = softmax_of(logits, n);
    for (int k = 0; k < logits.K; ++k) {
      const double probability = std::exp(logits(n, k) - s.maximum) / s.sum;
      dlogits(n, k) = float(((k == target(n) ? 1.0 : 0.0) - probability) / logits.N);
    }
  }
}
