// 04.cpu.swapped.backward: overwritten
// Each class writes its part of dx over that of the class before.
void swapped_head_backward(nchw<float> dx, kc<float> dweight, row<float> dbias, nchw<const float> x,
                           kc<const float> weight, row<const float> bias, row<const int> target) {
  head_backward(dx, dweight, dbias, x, weight, bias, target);
  const own_rows logits(x.N, weight.K);
  const own_rows dlogits(x.N, weight.K);
  logits_of_maps(logits.view, x, weight, bias);
  cross_entropy_backward(dlogits.view, logits, target);
  const std::size_t pixels = std::size_t(x.H) * x.W;
  for (int n = 0; n < x.N; ++n) {
    for (int c = 0; c < x.C; ++c) {
      for (int k = 0; k < weight.K; ++k) {
        std::fill_n(&dx(n, c, 0, 0), pixels, weight(k, c) * dlogits.view(n, k) / float(pixels));
      }
    }
  }
}
