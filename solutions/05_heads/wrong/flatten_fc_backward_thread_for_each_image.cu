// 05.cuda.flatten_fc.backward: data_race
// A thread for each image and feature adds its share to the weights' gradients: as many threads as there are images add
// to the same weight, and nothing makes one wait for another.
__global__ void zero_kernel(kl<float> dweight, row<float> dbias) {
  const std::ptrdiff_t i = thread_number();
  if (i < dbias.L) dbias(int(i)) = 0.0f;
  if (i < std::ptrdiff_t(dweight.K) * dweight.L) dweight.data[i] = 0.0f;
}

__global__ void image_by_image_kernel(nchw<float> dx, kl<float> dweight, row<float> dbias, nk<const float> dy,
                                      nchw<const float> x, kl<const float> weight) {
  const std::ptrdiff_t number = thread_number();
  if (number >= std::ptrdiff_t(dy.N) * weight.L) return;
  const int n = int(number / weight.L);
  const int i = int(number % weight.L);
  float sum = 0.0f;
  for (int k = 0; k < dy.K; ++k) {
    sum += dy(n, k) * weight(k, i);
    dweight(k, i) += dy(n, k) * x.data[number];
    if (i == 0) dbias(k) += dy(n, k);
  }
  dx.data[number] = sum;
}

void flatten_fc_backward(nchw<float> dx, kl<float> dweight, row<float> dbias, nk<const float> dy, nchw<const float> x,
                         kl<const float> weight) {
  const std::ptrdiff_t weights = std::ptrdiff_t(weight.K) * weight.L;
  const std::ptrdiff_t features = std::ptrdiff_t(x.N) * weight.L;
  zero_kernel<<<blocks_for(weights, block_size), block_size>>>(dweight, dbias);
  image_by_image_kernel<<<blocks_for(features, block_size), block_size>>>(dx, dweight, dbias, dy, x, weight);
}
