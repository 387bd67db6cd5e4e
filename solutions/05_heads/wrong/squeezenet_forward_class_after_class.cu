// 05.cuda.squeezenet.forward: data_race
// A block for each image goes through the classes. Warps that are done write the next class's sums while the first
// still reads those of this one: a barrier is missing at the end of the loop.
__global__ void class_after_class_kernel(nk<float> y, nchw<const float> x, nchw<const float> mask,
                                         kc<const float> weight, row<const float> bias, float scale) {
  const int n = int(blockIdx.x);
  const std::ptrdiff_t pixels = std::ptrdiff_t(x.H) * x.W;
  for (int k = 0; k < y.K; ++k) {
    float sum = 0.0f;
    for (std::ptrdiff_t i = threadIdx.x; i < pixels; i += block_size) {
      sum += fmaxf(before_relu(x, mask, weight, bias, scale, n, k, i), 0.0f);
    }
    sum = block_sum(sum);
    if (threadIdx.x == 0) y(n, k) = sum / float(pixels);
  }
}

void squeezenet_forward(nk<float> y, nchw<const float> x, nchw<const float> mask, kc<const float> weight,
                        row<const float> bias, float p) {
  const float scale = 1.0f / (1.0f - p);
  class_after_class_kernel<<<unsigned(y.N), block_size>>>(y, x, mask, weight, bias, scale);
}
