// 04.cuda.conv1x1.forward: only_a_prefix whole blocks of 256
// The number of blocks is rounded down: the last elements have no thread, and small tensors none at all.
void conv1x1_forward(nchw<float> y, nchw<const float> x, kc<const float> weight, row<const float> bias) {
  const unsigned blocks = static_cast<unsigned>(elements_of(y) / block_size);
  if (blocks > 0) conv1x1_forward_kernel<<<blocks, block_size>>>(y, x, weight, bias);
}
