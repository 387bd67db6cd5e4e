// 05.cuda.squeezenet.backward: relu_missing
// A share of dy for every pixel: the ReLU is forgotten, and the backward pass needs no pre-activation at all.
__global__ void ungated_kernel(float* dz, nk<const float> dy, std::ptrdiff_t pixels) {
  const std::ptrdiff_t i = thread_number();
  if (i >= std::ptrdiff_t(dy.N) * dy.K * pixels) return;
  dz[i] = dy.data[i / pixels] / float(pixels);
}

void squeezenet_backward(nchw<float> dx, kc<float> dweight, row<float> dbias, nk<const float> dy, nchw<const float> x,
                         nchw<const float> mask, kc<const float> weight, row<const float>, float p) {
  const std::ptrdiff_t pixels = std::ptrdiff_t(x.H) * x.W;
  const std::ptrdiff_t elements = std::ptrdiff_t(dy.N) * dy.K * pixels;
  const float scale = 1.0f / (1.0f - p);
  const scratch dz(elements);
  ungated_kernel<<<blocks_for(elements, block_size), block_size>>>(dz.data(), dy, pixels);
  squeezenet_dx_kernel<<<blocks_for(dx.offset(dx.N, 0, 0, 0), block_size), block_size>>>(dx, dz.data(), mask, weight,
                                                                                         scale);
  squeezenet_dweight_kernel<<<blocks_for(std::ptrdiff_t(weight.K) * weight.C, 1), block_size>>>(dweight, dz.data(), x,
                                                                                                mask, scale);
  squeezenet_dbias_kernel<<<blocks_for(dy.K, 1), block_size>>>(dbias, dz.data(), x.N, pixels);
}
