// 01.cuda.global.forward: lost_tail
// A block of 256 threads for each map, in which a thread reads one element: larger maps lose all beyond the first 256.
__global__ void an_element_for_each_thread_kernel(nchw<float> y, nchw<const float> x) {
  __shared__ float partial[256];
  const std::ptrdiff_t map_size = std::ptrdiff_t(x.H) * x.W;
  const int thread = int(threadIdx.x);
  partial[thread] = thread < map_size ? x.data[blockIdx.x * map_size + thread] : 0.0f;
  __syncthreads();
  for (int half = 128; half > 0; half /= 2) {
    if (thread < half) partial[thread] += partial[thread + half];
    __syncthreads();
  }
  if (thread == 0) y.data[blockIdx.x] = partial[0] / float(map_size);
}

void global_avg_pool2d_forward(nchw<float> y, nchw<const float> x) {
  an_element_for_each_thread_kernel<<<static_cast<unsigned int>(x.N * x.C), 256>>>(y, x);
}
