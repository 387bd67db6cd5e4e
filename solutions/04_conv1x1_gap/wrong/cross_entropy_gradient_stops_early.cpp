// 04.cpu.cross_entropy.backward: gradient_of_probabilities
// The derivative of -log(p), and no further: that of the softmax itself is missing.
void cross_entropy_backward(nk<float> dlogits, nk<const float> logits, row<const int> target) {
  for (int n = 0; n < logits.N; ++n) {
    const softmax_of_image s = softmax_of(logits, n);
    for (int k = 0; k < logits.K; ++k) dlogits(n, k) = 0.0f;
    const double probability = std::exp(logits(n, target(n)) - s.maximum) / s.sum;
    dlogits(n, target(n)) = float(-1.0 / probability / logits.N);
  }
}
