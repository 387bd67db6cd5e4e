// 01.cuda.global.forward: illegal_address
// The sums go to scratch memory that nobody allocated.
__global__ void sums_kernel(float* sums, nchw<const float> x) {
  const std::ptrdiff_t map = thread_number();
  if (map >= std::ptrdiff_t(x.N) * x.C) return;
  const std::ptrdiff_t map_size = std::ptrdiff_t(x.H) * x.W;
  float sum = 0.0f;
  for (std::ptrdiff_t i = 0; i < map_size; ++i) sum += x.data[map * map_size + i];
  sums[map] = sum;
}

__global__ void means_kernel(nchw<float> y, const float* sums, float map_size) {
  const std::ptrdiff_t map = thread_number();
  if (map < std::ptrdiff_t(y.N) * y.C) y.data[map] = sums[map] / map_size;
}

void global_avg_pool2d_forward(nchw<float> y, nchw<const float> x) {
  float* sums = nullptr;
  const unsigned int blocks = blocks_for(std::ptrdiff_t(x.N) * x.C, 256);
  sums_kernel<<<blocks, 256>>>(sums, x);
  means_kernel<<<blocks, 256>>>(y, sums, float(x.H) * float(x.W));
}
