// 04.cpu.cross_entropy.forward: constant_factor N
// The losses of the images are added up, as with reduction="sum".
void cross_entropy_forward(row<float> loss, nk<const float> logits, row<const int> target) {
  double sum = 0.0;
  for (int n = 0; n < logits.N; ++n) {
    const softmax_of_image s = softmax_of(logits, n);
    sum += std::log(s.sum) + s.maximum - logits(n, target(n));
  }
  loss(0) = float(sum);
}
