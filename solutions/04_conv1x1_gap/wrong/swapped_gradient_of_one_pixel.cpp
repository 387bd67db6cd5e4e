// 04.cpu.swapped.backward: constant_factor H*W
// The gradient of the mean is written to every pixel as it is.
void swapped_head_backward(nchw<float> dx, kc<float> dweight, row<float> dbias, nchw<const float> x,
                           kc<const float> weight, row<const float> bias, row<const int> target) {
  head_backward(dx, dweight, dbias, x, weight, bias, target);
  for (int n = 0; n < x.N; ++n) {
    for (int c = 0; c < x.C; ++c) {
      for (int h = 0; h < x.H; ++h) {
        for (int w = 0; w < x.W; ++w) dx(n, c, h, w) *= float(x.H * x.W);
      }
    }
  }
}
