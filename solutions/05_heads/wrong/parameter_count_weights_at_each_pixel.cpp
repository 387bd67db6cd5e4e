// 05.cpu.parameter_count.forward: weights_at_each_pixel
// The convolution has H*W results a class, so it is given H*W times the weights. It uses the same ones everywhere.
std::ptrdiff_t parameter_count(head form, const head_sizes& sizes) {
  const std::ptrdiff_t pixels = std::ptrdiff_t(sizes.H) * sizes.W;
  switch (form) {
    case head::flatten_fc:
    case head::conv1x1_gap: return linear_parameters(sizes.C * pixels, sizes.K, sizes.bias);
    case head::flatten_mlp:
      return linear_parameters(sizes.C * pixels, sizes.hidden, sizes.bias) +
             linear_parameters(sizes.hidden, sizes.hidden, sizes.bias) +
             linear_parameters(sizes.hidden, sizes.K, sizes.bias);
    case head::gap_fc: break;
  }
  return linear_parameters(sizes.C, sizes.K, sizes.bias);
}
