// 04.cuda.head.backward: constant_factor H*W
// Each element of a map gets the whole gradient of its mean.
__global__ void whole_gradient_kernel(nchw<float> dy, const float* dlogits) {
  const std::ptrdiff_t i = thread_number();
  if (i < elements_of(dy)) dy.data[i] = dlogits[i / pixels_of(dy)];
}

void head_backward(nchw<float> dx, kc<float> dweight, row<float> dbias, nchw<const float> x, kc<const float> weight,
                   row<const float> bias, row<const int> target) {
  const std::ptrdiff_t rows = static_cast<std::ptrdiff_t>(x.N) * weight.K;
  const scratch memory_of_logits(rows);
  const scratch memory_of_dlogits(rows);
  const scratch memory_of_dy(rows * pixels_of(x));
  const nk<float> logits{memory_of_logits.data, x.N, weight.K};
  const nk<float> dlogits{memory_of_dlogits.data, x.N, weight.K};
  const nchw<float> dy{memory_of_dy.data, x.N, weight.K, x.H, x.W};
  logits_of_maps(logits, x, weight, bias);
  cross_entropy_backward(dlogits, readable_rows(logits), target);
  whole_gradient_kernel<<<blocks_for(elements_of(dy), block_size), block_size>>>(dy, dlogits.data);
  conv1x1_backward(dx, dweight, dbias, readable_maps(dy), x, weight);
}
