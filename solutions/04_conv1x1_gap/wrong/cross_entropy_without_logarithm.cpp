// 04.cpu.cross_entropy.forward: logarithm_forgotten
// Minus the probability of the target, as nn.NLLLoss gives it for probabilities: it expects their logarithms.
void cross_entropy_forward(row<float> loss, nk<const float> logits, row<const int> target) {
  double sum = 0.0;
  for (int n = 0; n < logits.N; ++n) {
    const softmax_of_image s = softmax_of(logits, n);
    sum -= std::exp(logits(n, target(n)) - s.maximum) / s.sum;
  }
  loss(0) = float(sum / logits.N);
}
