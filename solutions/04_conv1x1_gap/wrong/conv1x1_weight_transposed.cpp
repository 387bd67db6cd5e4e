// 04.cpu.conv1x1.forward: weight_transposed
// Takes the weight for (C, K), as if its rows belonged to the channels.
void conv1x1_forward(nchw<float> y, nchw<const float> x, kc<const float> weight, row<const float> bias) {
  for (int n = 0; n < x.N; ++n) {
    for (int k = 0; k < weight.K; ++k) {
      for (int h = 0; h < x.H; ++h) {
        for (int w = 0; w < x.W; ++w) {
          double sum = bias(k);
          for (int c = 0; c < x.C; ++c) sum += double(weight.data[c * weight.K + k]) * x(n, c, h, w);
          y(n, k, h, w) = float(sum);
        }
      }
    }
  }
}
