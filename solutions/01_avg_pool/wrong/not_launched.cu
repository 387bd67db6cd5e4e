// 01.cuda.3d.backward: never_written
// The grid is computed, and no kernel is launched on it.
void avg_pool3d_backward(ncdhw<float> dx, ncdhw<const float> dy, const avg_pool3d_options& options) {
  const int threads = 256;
  const unsigned int blocks = blocks_for(dx.offset(dx.N, 0, 0, 0, 0), threads);
  static_cast<void>(blocks);
}
