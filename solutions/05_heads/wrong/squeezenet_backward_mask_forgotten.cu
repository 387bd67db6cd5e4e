// 05.cuda.squeezenet.backward: mask_missing_backward
// The gradient of x knows the scale of the dropout and not its mask: what was dropped gets a gradient.
__global__ void unmasked_dx_kernel(nchw<float> dx, const float* dz, kc<const float> weight, float scale) {
  const std::ptrdiff_t i = thread_number();
  if (i >= dx.offset(dx.N, 0, 0, 0)) return;
  const std::ptrdiff_t pixels = std::ptrdiff_t(dx.H) * dx.W;
  const int c = int(i / pixels % dx.C);
  const std::ptrdiff_t n = i / pixels / dx.C;
  float sum = 0.0f;
  for (int k = 0; k < weight.K; ++k) sum += weight(k, c) * dz[(n * weight.K + k) * pixels + i % pixels];
  dx.data[i] = sum * scale;
}

void squeezenet_backward(nchw<float> dx, kc<float> dweight, row<float> dbias, nk<const float> dy, nchw<const float> x,
                         nchw<const float> mask, kc<const float> weight, row<const float> bias, float p) {
  const std::ptrdiff_t pixels = std::ptrdiff_t(x.H) * x.W;
  const std::ptrdiff_t elements = std::ptrdiff_t(dy.N) * dy.K * pixels;
  const float scale = 1.0f / (1.0f - p);
  const scratch dz(elements);
  squeezenet_dz_kernel<<<blocks_for(elements, block_size), block_size>>>(dz.data(), dy, x, mask, weight, bias, scale);
  unmasked_dx_kernel<<<blocks_for(dx.offset(dx.N, 0, 0, 0), block_size), block_size>>>(dx, dz.data(), weight, scale);
  squeezenet_dweight_kernel<<<blocks_for(std::ptrdiff_t(weight.K) * weight.C, 1), block_size>>>(dweight, dz.data(), x,
                                                                                                mask, scale);
  squeezenet_dbias_kernel<<<blocks_for(dy.K, 1), block_size>>>(dbias, dz.data(), x.N, pixels);
}
