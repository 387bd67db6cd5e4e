// 03.cuda.adaptive.forward: output_sizes_exchanged
// The number of a thread is taken apart as if output_size were (width, height), as on a screen.
__global__ void width_first_kernel(nchw<float> y, nchw<const float> x) {
  const std::ptrdiff_t i = thread_number();
  if (i >= y.offset(y.N, 0, 0, 0)) return;
  const position at = position_of(i, nchw<float>{y.data, y.N, y.C, y.W, y.H});
  const range rows = elements_of_bin(at.h, x.H, y.W);
  const range columns = elements_of_bin(at.w, x.W, y.H);
  float sum = 0.0f;
  for (int h = rows.begin; h < rows.end; ++h) {
    for (int w = columns.begin; w < columns.end; ++w) sum += x(at.n, at.c, h, w);
  }
  y.data[i] = sum / (static_cast<float>(rows.end - rows.begin) * static_cast<float>(columns.end - columns.begin));
}

void adaptive_avg_pool2d_forward(nchw<float> y, nchw<const float> x) {
  width_first_kernel<<<blocks_for(y.offset(y.N, 0, 0, 0), block_size), block_size>>>(y, x);
}
