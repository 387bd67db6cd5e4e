// 01.cuda.global.forward: out_of_bounds
// The next element is fetched while this one is added. The last fetch of each thread lies behind the map, for the last
// map behind x; what it brings is never added.
__global__ void fetched_ahead_kernel(nchw<float> y, nchw<const float> x) {
  __shared__ float partial[256];
  const std::ptrdiff_t map_size = std::ptrdiff_t(x.H) * x.W;
  const float* elements = x.data + blockIdx.x * map_size;
  const int thread = int(threadIdx.x);
  float sum = 0.0f;
  float element = thread < map_size ? elements[thread] : 0.0f;
  for (std::ptrdiff_t i = thread; i < map_size; i += 256) {
    const float next = elements[i + 256];
    sum += element;
    element = next;
  }
  partial[thread] = sum;
  __syncthreads();
  for (int half = 128; half > 0; half /= 2) {
    if (thread < half) partial[thread] += partial[thread + half];
    __syncthreads();
  }
  if (thread == 0) y.data[blockIdx.x] = partial[0] / float(map_size);
}

void global_avg_pool2d_forward(nchw<float> y, nchw<const float> x) {
  fetched_ahead_kernel<<<static_cast<unsigned int>(x.N * x.C), 256>>>(y, x);
}
