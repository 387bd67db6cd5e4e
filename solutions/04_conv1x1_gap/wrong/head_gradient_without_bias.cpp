// 04.cpu.head.backward: bias_forgotten
// Computes the logits again to have their softmax, and leaves out the bias. No gradient has it as a factor, but all
// depend on it.
void head_backward(nchw<float> dx, kc<float> dweight, row<float> dbias, nchw<const float> x, kc<const float> weight,
                   row<const float> bias, row<const int> target) {
  const own_rows logits(x.N, weight.K);
  const own_rows dlogits(x.N, weight.K);
  std::vector<float> none(weight.K, 0.0f);
  logits_of_maps(logits.view, x, weight, {none.data(), weight.K});
  cross_entropy_backward(dlogits.view, logits, target);
  const own_maps dy(x.N, weight.K, x.H, x.W);
  const std::size_t pixels = std::size_t(x.H) * x.W;
  for (int n = 0; n < x.N; ++n) {
    for (int k = 0; k < weight.K; ++k) std::fill_n(&dy.view(n, k, 0, 0), pixels, dlogits.view(n, k) / float(pixels));
  }
  conv1x1_backward(dx, dweight, dbias, dy, x, weight);
}
