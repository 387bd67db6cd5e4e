// 04.cuda.conv1x1.backward: never_written
// A thread for each pixel adds its part by atomicAdd, and nobody has set dweight and dbias to 0 before.
__global__ void atomics_kernel(kc<float> dweight, row<float> dbias, nchw<const float> dy, nchw<const float> x) {
  const std::ptrdiff_t j = thread_number();
  const std::ptrdiff_t pixels = pixels_of(x);
  if (j >= x.N * pixels) return;
  const int n = static_cast<int>(j / pixels);
  for (int k = 0; k < dweight.K; ++k) {
    const float gradient = (&dy(n, k, 0, 0))[j % pixels];
    atomicAdd(&dbias(k), gradient);
    for (int c = 0; c < dweight.C; ++c) atomicAdd(&dweight(k, c), gradient * (&x(n, c, 0, 0))[j % pixels]);
  }
}

void conv1x1_backward(nchw<float> dx, kc<float> dweight, row<float> dbias, nchw<const float> dy, nchw<const float> x,
                      kc<const float> weight) {
  conv1x1_backward_x_kernel<<<blocks_for(elements_of(dx), block_size), block_size>>>(dx, dy, weight);
  atomics_kernel<<<blocks_for(x.N * pixels_of(x), block_size), block_size>>>(dweight, dbias, dy, x);
}
