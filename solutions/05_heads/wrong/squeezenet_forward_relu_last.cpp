// 05.cpu.squeezenet.forward: relu_after_pool
// The mean first and the ReLU of it, as if their order made no difference.
void squeezenet_forward(nk<float> y, nchw<const float> x, nchw<const float> mask, kc<const float> weight,
                        row<const float> bias, float p) {
  const double scale = 1.0 / (1.0 - double(p));
  const double pixels = double(x.H) * x.W;
  for (int n = 0; n < x.N; ++n) {
    for (int k = 0; k < y.K; ++k) {
      double sum = 0.0;
      for (int h = 0; h < x.H; ++h) {
        for (int w = 0; w < x.W; ++w) {
          sum += before_relu(x, mask, weight, bias, scale, n, k, h, w);
        }
      }
      y(n, k) = sum > 0.0 ? float(sum / pixels) : 0.0f;
    }
  }
}
