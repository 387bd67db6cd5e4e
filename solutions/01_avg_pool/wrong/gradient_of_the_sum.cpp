// 01.cpu.global.backward: constant_factor H*W
// The gradient of the sum: 1/(H*W) is forgotten.
void global_avg_pool2d_backward(nchw<float> dx, nchw<const float> dy) {
  for (int n = 0; n < dx.N; ++n) {
    for (int c = 0; c < dx.C; ++c) {
      for (int h = 0; h < dx.H; ++h) {
        for (int w = 0; w < dx.W; ++w) dx(n, c, h, w) = dy(n, c, 0, 0);
      }
    }
  }
}
