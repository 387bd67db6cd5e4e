// 04.cuda.conv1x1.backward: overwritten
// A launch for each image, each of which writes its dweight and dbias over those of the image before.
void conv1x1_backward(nchw<float> dx, kc<float> dweight, row<float> dbias, nchw<const float> dy, nchw<const float> x,
                      kc<const float> weight) {
  const std::ptrdiff_t weights = static_cast<std::ptrdiff_t>(weight.K) * weight.C;
  conv1x1_backward_x_kernel<<<blocks_for(elements_of(dx), block_size), block_size>>>(dx, dy, weight);
  for (int n = 0; n < x.N; ++n) {
    const nchw<const float> dy_image{&dy.data[dy.offset(n, 0, 0, 0)], 1, dy.C, dy.H, dy.W};
    const nchw<const float> x_image{&x.data[x.offset(n, 0, 0, 0)], 1, x.C, x.H, x.W};
    conv1x1_backward_weight_kernel<<<blocks_for(weights, warps_per_block), block_size>>>(dweight, dy_image, x_image);
    bias_gradient(dbias, dy_image);
  }
}
