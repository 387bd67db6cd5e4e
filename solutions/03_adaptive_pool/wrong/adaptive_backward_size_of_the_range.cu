// 03.cuda.adaptive.backward: mean_of_shares
// Divided by the number of bins over the element: a mean of dy, where a sum of shares is asked for.
__global__ void size_of_the_range_kernel(nchw<float> dx, nchw<const float> dy) {
  const std::ptrdiff_t i = thread_number();
  if (i >= dx.offset(dx.N, 0, 0, 0)) return;
  const position at = position_of(i, dx);
  const range over_h = bins_over(at.h, dx.H, dy.H);
  const range over_w = bins_over(at.w, dx.W, dy.W);
  float sum = 0.0f;
  for (int oh = over_h.begin; oh < over_h.end; ++oh) {
    for (int ow = over_w.begin; ow < over_w.end; ++ow) sum += dy(at.n, at.c, oh, ow);
  }
  dx.data[i] = sum / static_cast<float>((over_h.end - over_h.begin) * (over_w.end - over_w.begin));
}

void adaptive_avg_pool2d_backward(nchw<float> dx, nchw<const float> dy) {
  size_of_the_range_kernel<<<blocks_for(dx.offset(dx.N, 0, 0, 0), block_size), block_size>>>(dx, dy);
}
