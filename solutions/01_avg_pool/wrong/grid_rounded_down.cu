// 01.cuda.global.backward: only_a_prefix
// The number of blocks is rounded down: the elements beyond the last whole block have no thread.
void global_avg_pool2d_backward(nchw<float> dx, nchw<const float> dy) {
  const std::ptrdiff_t elements = dx.offset(dx.N, 0, 0, 0);
  const int threads = 32;
  global_avg_pool2d_backward_kernel<<<static_cast<unsigned int>(elements / threads), threads>>>(dx, dy);
}
