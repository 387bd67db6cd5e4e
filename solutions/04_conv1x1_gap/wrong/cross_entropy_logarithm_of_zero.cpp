// 04.cpu.cross_entropy.forward: logarithm_of_zero
// A softmax that cannot overflow, and then its logarithm: a probability below 1.4e-45 is 0 in fp32.
void cross_entropy_forward(row<float> loss, nk<const float> logits, row<const int> target) {
  double sum = 0.0;
  for (int n = 0; n < logits.N; ++n) {
    const softmax_of_image s = softmax_of(logits, n);
    const float probability = float(std::exp(logits(n, target(n)) - s.maximum) / s.sum);
    sum -= std::log(probability);
  }
  loss(0) = float(sum / logits.N);
}
