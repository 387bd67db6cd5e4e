// 05.cpu.flatten_fc.backward: mean_of_the_batch
// The gradients of weight and bias are averaged over the batch. That division belongs to the loss, and is in dy.
void flatten_fc_backward(nchw<float> dx, kl<float> dweight, row<float> dbias, nk<const float> dy, nchw<const float> x,
                         kl<const float> weight) {
  for (int n = 0; n < x.N; ++n) {
    for (int i = 0; i < weight.L; ++i) {
      double sum = 0.0;
      for (int k = 0; k < dy.K; ++k) sum += double(dy(n, k)) * weight(k, i);
      (&dx(n, 0, 0, 0))[i] = float(sum);
    }
  }
  for (int k = 0; k < dy.K; ++k) {
    for (int i = 0; i < weight.L; ++i) {
      double sum = 0.0;
      for (int n = 0; n < x.N; ++n) sum += double(dy(n, k)) * (&x(n, 0, 0, 0))[i];
      dweight(k, i) = float(sum / x.N);
    }
    double sum = 0.0;
    for (int n = 0; n < x.N; ++n) sum += dy(n, k);
    dbias(k) = float(sum / x.N);
  }
}
