// 04.cpu.cross_entropy.forward: softmax_twice
// A softmax, and then a cross-entropy that expects logits and so takes another one, as nn.Softmax does before
// nn.CrossEntropyLoss.
void cross_entropy_forward(row<float> loss, nk<const float> logits, row<const int> target) {
  std::vector<float> probabilities(logits.K);
  double sum = 0.0;
  for (int n = 0; n < logits.N; ++n) {
    const softmax_of_image first = softmax_of(logits, n);
    for (int k = 0; k < logits.K; ++k) probabilities[k] = float(std::exp(logits(n, k) - first.maximum) / first.sum);
    const softmax_of_image second = softmax_of({probabilities.data(), 1, logits.K}, 0);
    sum += std::log(second.sum) + second.maximum - probabilities[target(n)];
  }
  loss(0) = float(sum / logits.N);
}
