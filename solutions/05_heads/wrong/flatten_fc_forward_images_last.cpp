// 05.cpu.flatten_fc.forward: images_last
// x viewed as (C*H*W, N), which has as many elements as (N, C*H*W): features of all images are mixed.
void flatten_fc_forward(nk<float> y, nchw<const float> x, kl<const float> weight, row<const float> bias) {
  for (int n = 0; n < x.N; ++n) {
    for (int k = 0; k < y.K; ++k) {
      double sum = bias(k);
      for (int i = 0; i < weight.L; ++i) sum += double(weight(k, i)) * x.data[std::ptrdiff_t(i) * x.N + n];
      y(n, k) = float(sum);
    }
  }
}
