// 04.cuda.conv1x1.forward: launch_failed
// A thread for each of 64 x 64 pixels in one block: 4096, where 1024 is the limit.
__global__ void large_block_kernel(nchw<float> y, nchw<const float> x, kc<const float> weight, row<const float> bias) {
  const int n = static_cast<int>(blockIdx.x) / weight.K;
  const int k = static_cast<int>(blockIdx.x) % weight.K;
  const int h = static_cast<int>(threadIdx.y);
  const int w = static_cast<int>(threadIdx.x);
  if (h >= x.H || w >= x.W) return;
  float sum = bias(k);
  for (int c = 0; c < x.C; ++c) sum += weight(k, c) * x(n, c, h, w);
  y(n, k, h, w) = sum;
}

void conv1x1_forward(nchw<float> y, nchw<const float> x, kc<const float> weight, row<const float> bias) {
  large_block_kernel<<<blocks_for(static_cast<std::ptrdiff_t>(x.N) * weight.K, 1), dim3(64, 64)>>>(y, x, weight, bias);
}
