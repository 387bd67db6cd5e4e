// 04.cpu.cross_entropy.backward: one_hot_forgotten
// The gradient of log(sum of exp) alone.
void cross_entropy_backward(nk<float> dlogits, nk<const float> logits, row<const int> target) {
  for (int n = 0; n < logits.N; ++n) {
    const softmax_of_image s = softmax_of(logits, n);
    for (int k = 0; k < logits.K; ++k) {
      dlogits(n, k) = float(std::exp(logits(n, k) - s.maximum) / s.sum / logits.N);
    }
  }
}
