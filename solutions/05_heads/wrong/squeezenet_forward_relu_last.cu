// 05.cuda.squeezenet.forward: relu_after_pool
// Thread 0 applies the ReLU to the mean, once for each map and not for each pixel.
__global__ void relu_last_kernel(nk<float> y, nchw<const float> x, nchw<const float> mask, kc<const float> weight,
                                 row<const float> bias, float scale) {
  const int n = int(blockIdx.x) / y.K;
  const int k = int(blockIdx.x) % y.K;
  const std::ptrdiff_t pixels = std::ptrdiff_t(x.H) * x.W;
  float sum = 0.0f;
  for (std::ptrdiff_t i = threadIdx.x; i < pixels; i += block_size) {
    sum += before_relu(x, mask, weight, bias, scale, n, k, i);
  }
  sum = block_sum(sum);
  if (threadIdx.x == 0) y(n, k) = fmaxf(sum / float(pixels), 0.0f);
}

void squeezenet_forward(nk<float> y, nchw<const float> x, nchw<const float> mask, kc<const float> weight,
                        row<const float> bias, float p) {
  const float scale = 1.0f / (1.0f - p);
  relu_last_kernel<<<unsigned(y.N * y.K), block_size>>>(y, x, mask, weight, bias, scale);
}
