// 04.cuda.swapped.forward: bias_every_lane
// Every lane's part begins with the bias, and the shuffles add up 32 of them.
__global__ void bias_of_every_lane_kernel(nk<float> logits, const float* means, kc<const float> weight,
                                          row<const float> bias) {
  const std::ptrdiff_t element = warp_number();
  if (element >= static_cast<std::ptrdiff_t>(logits.N) * logits.K) return;
  const int k = static_cast<int>(element % logits.K);
  const float* means_of_image = means + element / logits.K * weight.C;
  float sum = bias(k);
  for (int c = lane_number(); c < weight.C; c += warp_size) sum += weight(k, c) * means_of_image[c];
  sum = warp_sum(sum);
  if (lane_number() == 0) logits.data[element] = sum;
}

void swapped_head_forward(nk<float> logits, row<float> loss, nchw<const float> x, kc<const float> weight,
                          row<const float> bias, row<const int> target) {
  const std::ptrdiff_t elements = static_cast<std::ptrdiff_t>(logits.N) * logits.K;
  const scratch means(static_cast<std::ptrdiff_t>(x.N) * x.C);
  mean_of_maps(means.data, x);
  bias_of_every_lane_kernel<<<blocks_for(elements, warps_per_block), block_size>>>(logits, means.data, weight, bias);
  cross_entropy_forward(loss, readable_rows(logits), target);
}
