// 03.cuda.adaptive.backward: out_of_bounds
// The end of the range is one bin behind the last, and the loops run to it. At the border there is none.
__global__ void inclusive_kernel(nchw<float> dx, nchw<const float> dy) {
  const std::ptrdiff_t i = thread_number();
  if (i >= dx.offset(dx.N, 0, 0, 0)) return;
  const position at = position_of(i, dx);
  const range over_h = bins_over(at.h, dx.H, dy.H);
  const range over_w = bins_over(at.w, dx.W, dy.W);
  float sum = 0.0f;
  for (int oh = over_h.begin; oh <= over_h.end; ++oh) {
    const range rows = elements_of_bin(oh, dx.H, dy.H);
    for (int ow = over_w.begin; ow <= over_w.end; ++ow) {
      const range columns = elements_of_bin(ow, dx.W, dy.W);
      sum += dy(at.n, at.c, oh, ow) /
             (static_cast<float>(rows.end - rows.begin) * static_cast<float>(columns.end - columns.begin));
    }
  }
  dx.data[i] = sum;
}

void adaptive_avg_pool2d_backward(nchw<float> dx, nchw<const float> dy) {
  inclusive_kernel<<<blocks_for(dx.offset(dx.N, 0, 0, 0), block_size), block_size>>>(dx, dy);
}
