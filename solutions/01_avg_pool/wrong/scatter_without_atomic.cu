// 01.cuda.window.backward: data_race
// A thread for each window adds its share to the elements. Where windows overlap, two threads add to one element, and a
// += reads, adds and writes in three steps: one of the shares may be lost.
__global__ void zero_kernel(nchw<float> dx) {
  const std::ptrdiff_t i = thread_number();
  if (i < dx.offset(dx.N, 0, 0, 0)) dx.data[i] = 0.0f;
}

__global__ void scatter_kernel(nchw<float> dx, nchw<const float> dy, avg_pool2d_options options) {
  const std::ptrdiff_t i = thread_number();
  if (i >= dy.offset(dy.N, 0, 0, 0)) return;
  const position at = position2d_of(i, dy);
  const span rows = span_of(at.h, dx.H, 0, options);
  const span columns = span_of(at.w, dx.W, 1, options);
  const float share = dy.data[i] / divisor_of(rows.counted * columns.counted, options);
  for (int h = rows.begin; h < rows.end; ++h) {
    for (int w = columns.begin; w < columns.end; ++w) dx(at.n, at.c, h, w) += share;
  }
}

void avg_pool2d_backward(nchw<float> dx, nchw<const float> dy, const avg_pool2d_options& options) {
  zero_kernel<<<blocks_for(dx.offset(dx.N, 0, 0, 0), 256), 256>>>(dx);
  scatter_kernel<<<blocks_for(dy.offset(dy.N, 0, 0, 0), 256), 256>>>(dx, dy, options);
}
