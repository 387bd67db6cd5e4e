// 04.cpu.conv1x1.backward: overwritten
// The sums begin anew for each image, so that dweight and dbias are those of the last one.
void conv1x1_backward(nchw<float> dx, kc<float> dweight, row<float> dbias, nchw<const float> dy, nchw<const float> x,
                      kc<const float> weight) {
  conv1x1_backward_x(dx, dy, weight);
  const int pixels = x.H * x.W;
  for (int n = 0; n < x.N; ++n) {
    for (int k = 0; k < weight.K; ++k) {
      const float* dy_map = &dy(n, k, 0, 0);
      double sum_of_dy = 0.0;
      for (int i = 0; i < pixels; ++i) sum_of_dy += dy_map[i];
      dbias(k) = float(sum_of_dy);
      for (int c = 0; c < x.C; ++c) {
        const float* x_map = &x(n, c, 0, 0);
        double sum = 0.0;
        for (int i = 0; i < pixels; ++i) sum += double(dy_map[i]) * x_map[i];
        dweight(k, c) = float(sum);
      }
    }
  }
}
