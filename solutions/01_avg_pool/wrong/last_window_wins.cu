// 01.cuda.window.backward: overwritten
// A thread for each window writes its share. Where windows overlap, whichever comes last remains.
__global__ void set_to_zero_kernel(nchw<float> dx) {
  const std::ptrdiff_t i = thread_number();
  if (i < dx.offset(dx.N, 0, 0, 0)) dx.data[i] = 0.0f;
}

__global__ void last_window_wins_kernel(nchw<float> dx, nchw<const float> dy, avg_pool2d_options options) {
  const std::ptrdiff_t i = thread_number();
  if (i >= dy.offset(dy.N, 0, 0, 0)) return;
  const position at = position2d_of(i, dy);
  const span rows = span_of(at.h, dx.H, 0, options);
  const span columns = span_of(at.w, dx.W, 1, options);
  const float share = dy.data[i] / divisor_of(rows.counted * columns.counted, options);
  for (int h = rows.begin; h < rows.end; ++h) {
    for (int w = columns.begin; w < columns.end; ++w) dx(at.n, at.c, h, w) = share;
  }
}

void avg_pool2d_backward(nchw<float> dx, nchw<const float> dy, const avg_pool2d_options& options) {
  set_to_zero_kernel<<<blocks_for(dx.offset(dx.N, 0, 0, 0), 256), 256>>>(dx);
  last_window_wins_kernel<<<blocks_for(dy.offset(dy.N, 0, 0, 0), 256), 256>>>(dx, dy, options);
}
