// 02.cpu.contiguous.backward: only_a_prefix
// The loop over images is missing.
void mean_of_contiguous_backward(ncl<float> dx, nc<const float> dy) {
  for (int c = 0; c < dx.C; ++c) {
    const float share = dy(0, c) / static_cast<float>(dx.L);
    for (int i = 0; i < dx.L; ++i) dx(0, c, i) = share;
  }
}
