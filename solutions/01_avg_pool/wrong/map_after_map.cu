// 01.cuda.global.forward: data_race
// A block sums one map after another. Thread 0 may still be adding up the warps' sums of one map when another warp has
// those of the next: a barrier is missing at the end of the loop.
__global__ void map_after_map_kernel(nchw<float> y, nchw<const float> x) {
  __shared__ float of_warp[8];
  const std::ptrdiff_t maps = std::ptrdiff_t(x.N) * x.C;
  const std::ptrdiff_t map_size = std::ptrdiff_t(x.H) * x.W;
  const int thread = int(threadIdx.x);
  for (std::ptrdiff_t map = blockIdx.x; map < maps; map += gridDim.x) {
    float sum = 0.0f;
    for (std::ptrdiff_t i = thread; i < map_size; i += 256) sum += x.data[map * map_size + i];
    for (int distance = 16; distance > 0; distance /= 2) sum += __shfl_down_sync(0xffffffffu, sum, distance);
    if (thread % 32 == 0) of_warp[thread / 32] = sum;
    __syncthreads();
    if (thread == 0) {
      for (int warp = 1; warp < 8; ++warp) sum += of_warp[warp];
      y.data[map] = sum / float(map_size);
    }
  }
}

void global_avg_pool2d_forward(nchw<float> y, nchw<const float> x) {
  const int maps = x.N * x.C;
  const int blocks = 32;
  map_after_map_kernel<<<static_cast<unsigned int>(maps < blocks ? maps : blocks), 256>>>(y, x);
}
