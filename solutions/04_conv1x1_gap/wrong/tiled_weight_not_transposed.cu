// 04.cuda.conv1x1_tiled.backward: weight_transposed
// For dx the weight is taken for (C, K): what is to be transposed is read as if somebody had done so.
__global__ void not_transposed_kernel(nchw<float> dx, nchw<const float> dy, kc<const float> weight) {
  const std::ptrdiff_t i = thread_number();
  if (i >= elements_of(dx)) return;
  const std::ptrdiff_t pixels = pixels_of(dx);
  const int c = static_cast<int>(i / pixels % weight.C);
  const int n = static_cast<int>(i / pixels / weight.C);
  float sum = 0.0f;
  for (int k = 0; k < weight.K; ++k) {
    sum += weight.data[static_cast<std::ptrdiff_t>(c) * weight.K + k] * (&dy(n, k, 0, 0))[i % pixels];
  }
  dx.data[i] = sum;
}

void conv1x1_tiled_backward(nchw<float> dx, kc<float> dweight, row<float> dbias, nchw<const float> dy,
                            nchw<const float> x, kc<const float> weight) {
  conv1x1_backward(dx, dweight, dbias, dy, x, weight);
  not_transposed_kernel<<<blocks_for(elements_of(dx), block_size), block_size>>>(dx, dy, weight);
}
