// 05.cuda.squeezenet.backward: data_race
// A thread for each class and pixel adds its share to the channels of dx. The classes of a pixel are as many threads,
// which add to the same elements at once.
__global__ void nothing_yet_kernel(nchw<float> dx) {
  const std::ptrdiff_t i = thread_number();
  if (i < dx.offset(dx.N, 0, 0, 0)) dx.data[i] = 0.0f;
}

__global__ void scatter_kernel(nchw<float> dx, const float* dz, nchw<const float> mask, kc<const float> weight,
                               float scale) {
  const std::ptrdiff_t i = thread_number();
  const std::ptrdiff_t pixels = std::ptrdiff_t(dx.H) * dx.W;
  if (i >= std::ptrdiff_t(dx.N) * weight.K * pixels) return;
  const int k = int(i / pixels % weight.K);
  const std::ptrdiff_t n = i / pixels / weight.K;
  for (int c = 0; c < dx.C; ++c) {
    const std::ptrdiff_t at = (n * dx.C + c) * pixels + i % pixels;
    dx.data[at] += dz[i] * weight(k, c) * mask.data[at] * scale;
  }
}

void squeezenet_backward(nchw<float> dx, kc<float> dweight, row<float> dbias, nk<const float> dy, nchw<const float> x,
                         nchw<const float> mask, kc<const float> weight, row<const float> bias, float p) {
  const std::ptrdiff_t pixels = std::ptrdiff_t(x.H) * x.W;
  const std::ptrdiff_t elements = std::ptrdiff_t(dy.N) * dy.K * pixels;
  const float scale = 1.0f / (1.0f - p);
  const scratch dz(elements);
  squeezenet_dz_kernel<<<blocks_for(elements, block_size), block_size>>>(dz.data(), dy, x, mask, weight, bias, scale);
  nothing_yet_kernel<<<blocks_for(dx.offset(dx.N, 0, 0, 0), block_size), block_size>>>(dx);
  scatter_kernel<<<blocks_for(elements, block_size), block_size>>>(dx, dz.data(), mask, weight, scale);
  squeezenet_dweight_kernel<<<blocks_for(std::ptrdiff_t(weight.K) * weight.C, 1), block_size>>>(dweight, dz.data(), x,
                                                                                                mask, scale);
  squeezenet_dbias_kernel<<<blocks_for(dy.K, 1), block_size>>>(dbias, dz.data(), x.N, pixels);
}
