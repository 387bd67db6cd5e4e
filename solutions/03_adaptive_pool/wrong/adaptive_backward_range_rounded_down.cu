// 03.cuda.adaptive.backward: last_bin_missed
// The bins over an element, with both ends of their range rounded down: the last of several is missed.
__device__ range bins_rounded_down(int index, int size, int bins) {
  return {index * bins / size, (index + 1) * bins / size};
}

__global__ void range_rounded_down_kernel(nchw<float> dx, nchw<const float> dy) {
  const std::ptrdiff_t i = thread_number();
  if (i >= dx.offset(dx.N, 0, 0, 0)) return;
  const position at = position_of(i, dx);
  const range over_h = bins_rounded_down(at.h, dx.H, dy.H);
  const range over_w = bins_rounded_down(at.w, dx.W, dy.W);
  float sum = 0.0f;
  for (int oh = over_h.begin; oh < over_h.end; ++oh) {
    const range rows = elements_of_bin(oh, dx.H, dy.H);
    for (int ow = over_w.begin; ow < over_w.end; ++ow) {
      const range columns = elements_of_bin(ow, dx.W, dy.W);
      sum += dy(at.n, at.c, oh, ow) /
             (static_cast<float>(rows.end - rows.begin) * static_cast<float>(columns.end - columns.begin));
    }
  }
  dx.data[i] = sum;
}

void adaptive_avg_pool2d_backward(nchw<float> dx, nchw<const float> dy) {
  range_rounded_down_kernel<<<blocks_for(dx.offset(dx.N, 0, 0, 0), block_size), block_size>>>(dx, dy);
}
