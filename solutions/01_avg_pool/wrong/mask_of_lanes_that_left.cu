// 01.cuda.global.forward: wrong_mask
// Eight threads add up the sums of eight warps. The mask of their shuffles names all 32 lanes of the warp, of which 24
// have returned.
__global__ void eight_lanes_kernel(nchw<float> y, nchw<const float> x) {
  __shared__ float of_warp[8];
  const std::ptrdiff_t map_size = std::ptrdiff_t(x.H) * x.W;
  const int thread = int(threadIdx.x);
  float sum = 0.0f;
  for (std::ptrdiff_t i = thread; i < map_size; i += 256) sum += x.data[blockIdx.x * map_size + i];
  for (int distance = 16; distance > 0; distance /= 2) sum += __shfl_down_sync(0xffffffffu, sum, distance);
  if (thread % 32 == 0) of_warp[thread / 32] = sum;
  __syncthreads();

  if (thread >= 8) return;
  sum = of_warp[thread];
  for (int distance = 4; distance > 0; distance /= 2) sum += __shfl_down_sync(0xffffffffu, sum, distance);
  if (thread == 0) y.data[blockIdx.x] = sum / float(map_size);
}

void global_avg_pool2d_forward(nchw<float> y, nchw<const float> x) {
  eight_lanes_kernel<<<static_cast<unsigned int>(x.N * x.C), 256>>>(y, x);
}
