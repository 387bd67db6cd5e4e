// 05.cpu.relu_swap.forward: last_difference
// Each difference replaces the one before it, larger or not.
void relu_swap_forward(nc<float> relu_first, nc<float> gap_first, row<float> largest_difference, nchw<const float> x) {
  const double pixels = double(x.H) * x.W;
  double largest = 0.0;
  for (int n = 0; n < x.N; ++n) {
    for (int c = 0; c < x.C; ++c) {
      double positive = 0.0;
      double all = 0.0;
      for (int h = 0; h < x.H; ++h) {
        for (int w = 0; w < x.W; ++w) {
          const double z = x(n, c, h, w);
          if (z > 0.0) positive += z;
          all += z;
        }
      }
      relu_first(n, c) = float(positive / pixels);
      gap_first(n, c) = all > 0.0 ? float(all / pixels) : 0.0f;
      largest = double(relu_first(n, c)) - gap_first(n, c);
    }
  }
  largest_difference(0) = float(largest);
}
