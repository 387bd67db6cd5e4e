// 05.cuda.gap_fc.backward: uninitialised
// The gradient of the weight reads the means of the forward pass from scratch memory. Scratch memory is new in each
// call: nothing of the forward pass is in it, and nobody computed the means again.
void gap_fc_backward(nchw<float> dx, kc<float> dweight, row<float> dbias, nk<const float> dy, nchw<const float> x,
                     kc<const float> weight) {
  const scratch means(std::ptrdiff_t(x.N) * x.C);
  const scratch dmeans(std::ptrdiff_t(x.N) * x.C);
  linear_backward(dmeans.data(), of_features(dweight), dbias, dy, means.data(), of_features(weight));
  spread_kernel<<<blocks_for(dx.offset(dx.N, 0, 0, 0), block_size), block_size>>>(dx, dmeans.data());
}
