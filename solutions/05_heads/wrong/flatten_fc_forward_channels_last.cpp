// 05.cpu.flatten_fc.forward: flattened_channels_last
// The image is gone through pixel by pixel, all channels of each, as TensorFlow would flatten it.
void flatten_fc_forward(nk<float> y, nchw<const float> x, kl<const float> weight, row<const float> bias) {
  for (int n = 0; n < x.N; ++n) {
    for (int k = 0; k < y.K; ++k) {
      double sum = bias(k);
      int i = 0;
      for (int h = 0; h < x.H; ++h) {
        for (int w = 0; w < x.W; ++w) {
          for (int c = 0; c < x.C; ++c) sum += double(weight(k, i++)) * x(n, c, h, w);
        }
      }
      y(n, k) = float(sum);
    }
  }
}
