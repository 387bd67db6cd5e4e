// 04.cuda.swapped.backward: constant_factor 1/(H*W)
// dbias is divided by H*W, as dx is.
__global__ void divided_kernel(row<float> dbias, float divisor) {
  const std::ptrdiff_t k = thread_number();
  if (k < dbias.L) dbias(static_cast<int>(k)) /= divisor;
}

void swapped_head_backward(nchw<float> dx, kc<float> dweight, row<float> dbias, nchw<const float> x,
                           kc<const float> weight, row<const float> bias, row<const int> target) {
  head_backward(dx, dweight, dbias, x, weight, bias, target);
  divided_kernel<<<blocks_for(dbias.L, block_size), block_size>>>(dbias, static_cast<float>(pixels_of(x)));
}
