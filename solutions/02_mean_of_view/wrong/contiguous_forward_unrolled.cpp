// 02.cpu.contiguous.forward: lost_tail
// Four elements at a time, and none of those that are left over.
void mean_of_contiguous_forward(nc<float> y, ncl<const float> x) {
  for (int n = 0; n < x.N; ++n) {
    for (int c = 0; c < x.C; ++c) {
      double sum = 0.0;
      for (int i = 0; i + 4 <= x.L; i += 4) {
        for (int k = 0; k < 4; ++k) sum += x(n, c, i + k);
      }
      y(n, c) = static_cast<float>(sum / x.L);
    }
  }
}
