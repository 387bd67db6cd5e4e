// 05.cpu.squeezenet.forward: mask_inverted
// A 1 in the mask is taken for an element to drop.
void squeezenet_forward(nk<float> y, nchw<const float> x, nchw<const float> mask, kc<const float> weight,
                        row<const float> bias, float p) {
  const double scale = 1.0 / (1.0 - double(p));
  const double pixels = double(x.H) * x.W;
  for (int n = 0; n < x.N; ++n) {
    for (int k = 0; k < y.K; ++k) {
      double sum = 0.0;
      for (int h = 0; h < x.H; ++h) {
        for (int w = 0; w < x.W; ++w) {
          double z = bias(k);
          for (int c = 0; c < x.C; ++c) z += double(weight(k, c)) * x(n, c, h, w) * (1.0f - mask(n, c, h, w)) * scale;
          if (z > 0.0) sum += z;
        }
      }
      y(n, k) = float(sum / pixels);
    }
  }
}
