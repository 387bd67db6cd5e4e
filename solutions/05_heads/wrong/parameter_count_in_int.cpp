// 05.cpu.parameter_count.forward: wrapped_at_32_bits
// The result is 64-bit, but the product is made of ints, and is too large for one before it is widened. (Unsigned, so
// that it wraps around as it mostly does, and not in whatever way the compiler likes.)
std::ptrdiff_t parameter_count(head form, const head_sizes& sizes) {
  const auto linear = [&](unsigned in, int out) { return int(in * unsigned(out) + unsigned(sizes.bias ? out : 0)); };
  const unsigned features = unsigned(sizes.C) * unsigned(sizes.H) * unsigned(sizes.W);
  switch (form) {
    case head::flatten_fc: return linear(features, sizes.K);
    case head::flatten_mlp:
      return linear(features, sizes.hidden) + linear(unsigned(sizes.hidden), sizes.hidden) +
             linear(unsigned(sizes.hidden), sizes.K);
    case head::gap_fc:
    case head::conv1x1_gap: break;
  }
  return linear(unsigned(sizes.C), sizes.K);
}
