// 05.cpu.squeezenet.forward: scaled_by_1_over_p
// p is taken for the probability that an element is kept. With p = 0.5 nobody would notice.
void squeezenet_forward(nk<float> y, nchw<const float> x, nchw<const float> mask, kc<const float> weight,
                        row<const float> bias, float p) {
  const double scale = 1.0 / double(p);
  const double pixels = double(x.H) * x.W;
  for (int n = 0; n < x.N; ++n) {
    for (int k = 0; k < y.K; ++k) {
      double sum = 0.0;
      for (int h = 0; h < x.H; ++h) {
        for (int w = 0; w < x.W; ++w) {
          const double z = before_relu(x, mask, weight, bias, scale, n, k, h, w);
          if (z > 0.0) sum += z;
        }
      }
      y(n, k) = float(sum / pixels);
    }
  }
}
