// 01.cuda.window.forward: kernel_axes_swapped
// Index 0 is taken for x, which on a grid comes first, but in the options it is H.
__global__ void x_before_y_kernel(nchw<float> y, nchw<const float> x, avg_pool2d_options options) {
  const std::ptrdiff_t i = thread_number();
  if (i >= y.offset(y.N, 0, 0, 0)) return;
  const position at = position2d_of(i, y);
  const span rows = span_of(at.h, x.H, 1, options);
  const span columns = span_of(at.w, x.W, 0, options);
  float sum = 0.0f;
  for (int h = rows.begin; h < rows.end; ++h) {
    for (int w = columns.begin; w < columns.end; ++w) sum += x(at.n, at.c, h, w);
  }
  y.data[i] = sum / divisor_of(rows.counted * columns.counted, options);
}

void avg_pool2d_forward(nchw<float> y, nchw<const float> x, const avg_pool2d_options& options) {
  x_before_y_kernel<<<blocks_for(y.offset(y.N, 0, 0, 0), 256), 256>>>(y, x, options);
}
