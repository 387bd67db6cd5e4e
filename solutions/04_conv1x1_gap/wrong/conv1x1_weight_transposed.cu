// 04.cuda.conv1x1.forward: weight_transposed
// Takes the weight for (C, K), as if its rows belonged to the channels.
__global__ void transposed_kernel(nchw<float> y, nchw<const float> x, kc<const float> weight, row<const float> bias) {
  const std::ptrdiff_t i = thread_number();
  if (i >= elements_of(y)) return;
  const std::ptrdiff_t pixels = pixels_of(x);
  const int k = static_cast<int>(i / pixels % weight.K);
  const int n = static_cast<int>(i / pixels / weight.K);
  const float* pixel = &x(n, 0, 0, 0) + i % pixels;
  float sum = bias(k);
  for (int c = 0; c < x.C; ++c) sum += weight.data[c * weight.K + k] * pixel[c * pixels];
  y.data[i] = sum;
}

void conv1x1_forward(nchw<float> y, nchw<const float> x, kc<const float> weight, row<const float> bias) {
  transposed_kernel<<<blocks_for(elements_of(y), block_size), block_size>>>(y, x, weight, bias);
}
