// 04.cpu.head.backward: constant_factor H*W
// Each element of a map gets the whole gradient of its mean.
void head_backward(nchw<float> dx, kc<float> dweight, row<float> dbias, nchw<const float> x, kc<const float> weight,
                   row<const float> bias, row<const int> target) {
  const own_rows logits(x.N, weight.K);
  const own_rows dlogits(x.N, weight.K);
  logits_of_maps(logits.view, x, weight, bias);
  cross_entropy_backward(dlogits.view, logits, target);
  const own_maps dy(x.N, weight.K, x.H, x.W);
  const std::size_t pixels = std::size_t(x.H) * x.W;
  for (int n = 0; n < x.N; ++n) {
    for (int k = 0; k < weight.K; ++k) std::fill_n(&dy.view(n, k, 0, 0), pixels, dlogits.view(n, k));
  }
  conv1x1_backward(dx, dweight, dbias, dy, x, weight);
}
