// 05.cpu.relu_swap.forward: mean_of_positives
// What the ReLU sets to 0 is left out of the count as well.
void relu_swap_forward(nc<float> relu_first, nc<float> gap_first, row<float> largest_difference, nchw<const float> x) {
  const double pixels = double(x.H) * x.W;
  double largest = 0.0;
  for (int n = 0; n < x.N; ++n) {
    for (int c = 0; c < x.C; ++c) {
      double positive = 0.0;
      double all = 0.0;
      int positives = 0;
      for (int h = 0; h < x.H; ++h) {
        for (int w = 0; w < x.W; ++w) {
          const double z = x(n, c, h, w);
          if (z > 0.0) {
            positive += z;
            ++positives;
          }
          all += z;
        }
      }
      relu_first(n, c) = positives > 0 ? float(positive / positives) : 0.0f;
      gap_first(n, c) = all > 0.0 ? float(all / pixels) : 0.0f;
      const double difference = double(relu_first(n, c)) - gap_first(n, c);
      if (difference > largest) largest = difference;
    }
  }
  largest_difference(0) = float(largest);
}
