// 04.cpu.conv1x1.forward: bias_every_channel
// The bias stands within the sum over the channels, and is added C times.
void conv1x1_forward(nchw<float> y, nchw<const float> x, kc<const float> weight, row<const float> bias) {
  for (int n = 0; n < x.N; ++n) {
    for (int k = 0; k < weight.K; ++k) {
      for (int h = 0; h < x.H; ++h) {
        for (int w = 0; w < x.W; ++w) {
          double sum = 0.0;
          for (int c = 0; c < x.C; ++c) sum += double(weight(k, c)) * x(n, c, h, w) + bias(k);
          y(n, k, h, w) = float(sum);
        }
      }
    }
  }
}
