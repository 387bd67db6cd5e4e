// 01.cuda.window.forward: launch_failed
// A block has at most 1024 threads.
void avg_pool2d_forward(nchw<float> y, nchw<const float> x, const avg_pool2d_options& options) {
  const int threads = 2048;
  avg_pool2d_forward_kernel<<<blocks_for(y.offset(y.N, 0, 0, 0), threads), threads>>>(y, x, options);
}
