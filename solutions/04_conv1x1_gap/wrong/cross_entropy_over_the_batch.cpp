// 04.cpu.cross_entropy.forward: softmax_over_batch
// The sum of exponentials goes over the images of a class, as with dim=0.
void cross_entropy_forward(row<float> loss, nk<const float> logits, row<const int> target) {
  double sum = 0.0;
  for (int n = 0; n < logits.N; ++n) {
    const int k = target(n);
    double maximum = logits(0, k);
    for (int m = 1; m < logits.N; ++m) maximum = std::max(maximum, double(logits(m, k)));
    double exponentials = 0.0;
    for (int m = 0; m < logits.N; ++m) exponentials += std::exp(logits(m, k) - maximum);
    sum += std::log(exponentials) + maximum - logits(n, k);
  }
  loss(0) = float(sum / logits.N);
}
