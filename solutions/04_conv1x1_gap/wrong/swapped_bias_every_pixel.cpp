// 04.cpu.swapped.forward: bias_every_pixel
// The bias is added for each pixel, after the share of the pixel in the mean was taken.
void swapped_head_forward(nk<float> logits, row<float> loss, nchw<const float> x, kc<const float> weight,
                          row<const float> bias, row<const int> target) {
  const double pixels = double(x.H) * x.W;
  for (int n = 0; n < x.N; ++n) {
    for (int k = 0; k < weight.K; ++k) {
      double sum = 0.0;
      for (int h = 0; h < x.H; ++h) {
        for (int w = 0; w < x.W; ++w) {
          for (int c = 0; c < x.C; ++c) sum += double(weight(k, c)) * x(n, c, h, w) / pixels;
          sum += bias(k);
        }
      }
      logits(n, k) = float(sum);
    }
  }
  cross_entropy_forward(loss, {logits.data, logits.N, logits.K}, target);
}
