// 01.cuda.window.backward: padding_counted
// The shares are those of windows whose padding counts, whatever count_include_pad says.
void avg_pool2d_backward(nchw<float> dx, nchw<const float> dy, const avg_pool2d_options& options) {
  avg_pool2d_options counting = options;
  counting.count_include_pad = true;
  avg_pool2d_backward_kernel<<<blocks_for(dx.offset(dx.N, 0, 0, 0), 256), 256>>>(dx, dy, counting);
}
