// 05.cpu.flatten_fc.backward: last_image_only
// Image by image, and each one's share replaces that of the image before.
void flatten_fc_backward(nchw<float> dx, kl<float> dweight, row<float> dbias, nk<const float> dy, nchw<const float> x,
                         kl<const float> weight) {
  for (int n = 0; n < x.N; ++n) {
    for (int i = 0; i < weight.L; ++i) {
      double sum = 0.0;
      for (int k = 0; k < dy.K; ++k) {
        sum += double(dy(n, k)) * weight(k, i);
        dweight(k, i) = dy(n, k) * (&x(n, 0, 0, 0))[i];
      }
      (&dx(n, 0, 0, 0))[i] = float(sum);
    }
    for (int k = 0; k < dy.K; ++k) dbias(k) = dy(n, k);
  }
}
