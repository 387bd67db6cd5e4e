// 04.cpu.head.forward: softmax_twice
// The thread's network: GAP, then a softmax, then a cross-entropy that takes another one.
void head_forward(nk<float> logits, row<float> loss, nchw<const float> x, kc<const float> weight, row<const float> bias,
                  row<const int> target) {
  logits_of_maps(logits, x, weight, bias);
  const nk<const float> scores{logits.data, logits.N, logits.K};
  const own_rows probabilities(logits.N, logits.K);
  for (int n = 0; n < logits.N; ++n) {
    const softmax_of_image s = softmax_of(scores, n);
    for (int k = 0; k < logits.K; ++k) probabilities.view(n, k) = float(std::exp(scores(n, k) - s.maximum) / s.sum);
  }
  cross_entropy_forward(loss, probabilities, target);
}
