// 01.cuda.global.forward: exited_before_barrier
// Of a small map not every thread gets an element. Those without return, and the others wait at a barrier for them.
__global__ void early_return_kernel(nchw<float> y, nchw<const float> x) {
  __shared__ float partial[256];
  const std::ptrdiff_t map_size = std::ptrdiff_t(x.H) * x.W;
  const int thread = int(threadIdx.x);
  if (thread >= map_size) return;

  float sum = 0.0f;
  for (std::ptrdiff_t i = thread; i < map_size; i += 256) sum += x.data[blockIdx.x * map_size + i];
  partial[thread] = sum;
  __syncthreads();
  for (int half = 128; half > 0; half /= 2) {
    if (thread < half && thread + half < map_size) partial[thread] += partial[thread + half];
    __syncthreads();
  }
  if (thread == 0) y.data[blockIdx.x] = partial[0] / float(map_size);
}

void global_avg_pool2d_forward(nchw<float> y, nchw<const float> x) {
  early_return_kernel<<<static_cast<unsigned int>(x.N * x.C), 256>>>(y, x);
}
