// 05.cuda.gap_fc.forward: illegal_address
// The means go to scratch memory that nobody allocated.
void gap_fc_forward(nk<float> y, nchw<const float> x, kc<const float> weight, row<const float> bias) {
  float* means = nullptr;
  find_means(means, x);
  linear_forward(y, means, of_features(weight), bias);
}
