// 05.cuda.flatten_fc.forward: weight_transposed
// Neighbouring threads take neighbouring classes and read what they take for a row of the weight, side by side. Fast,
// if the weight were (C*H*W, classes).
__global__ void transposed_kernel(nk<float> y, nchw<const float> x, kl<const float> weight, row<const float> bias) {
  const std::ptrdiff_t i = thread_number();
  if (i >= std::ptrdiff_t(y.N) * y.K) return;
  const int n = int(i / y.K);
  const int k = int(i % y.K);
  float sum = bias(k);
  for (int f = 0; f < weight.L; ++f) {
    sum += x.data[std::ptrdiff_t(n) * weight.L + f] * weight.data[std::ptrdiff_t(f) * weight.K + k];
  }
  y.data[i] = sum;
}

void flatten_fc_forward(nk<float> y, nchw<const float> x, kl<const float> weight, row<const float> bias) {
  transposed_kernel<<<blocks_for(std::ptrdiff_t(y.N) * y.K, block_size), block_size>>>(y, x, weight, bias);
}
