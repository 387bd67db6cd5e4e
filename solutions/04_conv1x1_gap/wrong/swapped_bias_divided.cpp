// 04.cpu.swapped.forward: bias_divided
// Adds the bias to the sum over the pixels, and divides both by H*W.
void swapped_head_forward(nk<float> logits, row<float> loss, nchw<const float> x, kc<const float> weight,
                          row<const float> bias, row<const int> target) {
  const double pixels = double(x.H) * x.W;
  for (int n = 0; n < x.N; ++n) {
    for (int k = 0; k < weight.K; ++k) {
      double sum = bias(k);
      for (int c = 0; c < x.C; ++c) sum += weight(k, c) * mean_of_map(x, n, c) * pixels;
      logits(n, k) = float(sum / pixels);
    }
  }
  cross_entropy_forward(loss, {logits.data, logits.N, logits.K}, target);
}
