// 02.cuda.contiguous.forward: data_race
// The last warp adds up what all warps left in shared memory, as if it came last. No barrier makes it wait for them.
__global__ void last_warp_adds_kernel(nc<float> y, ncl<const float> x) {
  __shared__ float partial[warps_per_block];
  const std::ptrdiff_t row = blockIdx.x;
  const int thread = static_cast<int>(threadIdx.x);
  const int lane = thread % warp_size;
  const int warp = thread / warp_size;
  float sum = 0.0f;
  for (std::ptrdiff_t i = thread; i < x.L; i += block_size) sum += x.data[row * x.L + i];
  sum = warp_sum(sum);
  if (lane == 0) partial[warp] = sum;

  if (warp < warps_per_block - 1) return;
  sum = warp_sum(lane < warps_per_block ? partial[lane] : 0.0f);
  if (lane == 0) y.data[row] = sum / static_cast<float>(x.L);
}

void mean_of_contiguous_forward(nc<float> y, ncl<const float> x) {
  const std::ptrdiff_t rows = static_cast<std::ptrdiff_t>(x.N) * x.C;
  last_warp_adds_kernel<<<blocks_for(rows, 1), block_size>>>(y, x);
}
