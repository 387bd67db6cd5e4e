// 04.cpu.conv1x1.backward: never_written
// Every pixel adds its part to dweight and dbias, which hold NaN at the beginning.
void conv1x1_backward(nchw<float> dx, kc<float> dweight, row<float> dbias, nchw<const float> dy, nchw<const float> x,
                      kc<const float> weight) {
  conv1x1_backward_x(dx, dy, weight);
  for (int n = 0; n < x.N; ++n) {
    for (int k = 0; k < weight.K; ++k) {
      for (int h = 0; h < x.H; ++h) {
        for (int w = 0; w < x.W; ++w) {
          dbias(k) += dy(n, k, h, w);
          for (int c = 0; c < x.C; ++c) dweight(k, c) += dy(n, k, h, w) * x(n, c, h, w);
        }
      }
    }
  }
}
