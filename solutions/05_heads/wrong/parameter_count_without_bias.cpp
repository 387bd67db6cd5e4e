// 05.cpu.parameter_count.forward: bias_forgotten
// Weights only: a matrix has in * out numbers, and the vector beside it is overlooked.
std::ptrdiff_t parameter_count(head form, const head_sizes& sizes) {
  const std::ptrdiff_t features = std::ptrdiff_t(sizes.C) * sizes.H * sizes.W;
  const std::ptrdiff_t hidden = sizes.hidden;
  switch (form) {
    case head::flatten_fc: return features * sizes.K;
    case head::flatten_mlp: return features * hidden + hidden * hidden + hidden * sizes.K;
    case head::gap_fc:
    case head::conv1x1_gap: break;
  }
  return std::ptrdiff_t(sizes.C) * sizes.K;
}
