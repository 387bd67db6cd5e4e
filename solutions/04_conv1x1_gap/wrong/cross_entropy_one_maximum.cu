// 04.cuda.cross_entropy.backward: maximum_of_batch
// One maximum for the whole batch. Images whose logits are far below it have exponentials of 0, and 0 / 0.
__global__ void one_maximum_kernel(nk<float> dlogits, nk<const float> logits, row<const int> target) {
  const std::ptrdiff_t image = warp_number();
  if (image >= logits.N) return;
  const int n = static_cast<int>(image);
  float maximum = -INFINITY;
  for (int i = lane_number(); i < logits.N * logits.K; i += warp_size) maximum = fmaxf(maximum, logits.data[i]);
  maximum = warp_maximum(maximum);
  float sum = 0.0f;
  for (int k = lane_number(); k < logits.K; k += warp_size) sum += expf(logits(n, k) - maximum);
  sum = warp_sum(sum);
  for (int k = lane_number(); k < logits.K; k += warp_size) {
    const float probability = expf(logits(n, k) - maximum) / sum;
    dlogits(n, k) = (probability - (k == target(n) ? 1.0f : 0.0f)) / static_cast<float>(logits.N);
  }
}

void cross_entropy_backward(nk<float> dlogits, nk<const float> logits, row<const int> target) {
  one_maximum_kernel<<<blocks_for(logits.N, warps_per_block), block_size>>>(dlogits, logits, target);
}
