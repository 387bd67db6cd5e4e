// 03.cuda.adaptive.backward: data_race
// A thread for each bin adds its share by +=, in three steps: where bins overlap, two threads do so to one element, and
// one of the shares may be lost.
__global__ void scatter_zero_kernel(nchw<float> dx) {
  const std::ptrdiff_t i = thread_number();
  if (i < dx.offset(dx.N, 0, 0, 0)) dx.data[i] = 0.0f;
}

__global__ void scatter_kernel(nchw<float> dx, nchw<const float> dy) {
  const std::ptrdiff_t i = thread_number();
  if (i >= dy.offset(dy.N, 0, 0, 0)) return;
  const position at = position_of(i, dy);
  const range rows = elements_of_bin(at.h, dx.H, dy.H);
  const range columns = elements_of_bin(at.w, dx.W, dy.W);
  const float share =
      dy.data[i] / (static_cast<float>(rows.end - rows.begin) * static_cast<float>(columns.end - columns.begin));
  for (int h = rows.begin; h < rows.end; ++h) {
    for (int w = columns.begin; w < columns.end; ++w) dx(at.n, at.c, h, w) += share;
  }
}

void adaptive_avg_pool2d_backward(nchw<float> dx, nchw<const float> dy) {
  scatter_zero_kernel<<<blocks_for(dx.offset(dx.N, 0, 0, 0), block_size), block_size>>>(dx);
  scatter_kernel<<<blocks_for(dy.offset(dy.N, 0, 0, 0), block_size), block_size>>>(dx, dy);
}
