// 02.cuda.contiguous.forward: lost_tail
// A warp for each row, but without a loop: each lane takes one element, and all beyond the first 32 are lost.
__global__ void first_32_kernel(nc<float> y, ncl<const float> x) {
  const std::ptrdiff_t row = thread_number() / warp_size;
  const int lane = static_cast<int>(threadIdx.x) % warp_size;
  if (row >= static_cast<std::ptrdiff_t>(x.N) * x.C) return;
  const float sum = warp_sum(lane < x.L ? x.data[row * x.L + lane] : 0.0f);
  if (lane == 0) y.data[row] = sum / static_cast<float>(x.L);
}

void mean_of_contiguous_forward(nc<float> y, ncl<const float> x) {
  const std::ptrdiff_t rows = static_cast<std::ptrdiff_t>(x.N) * x.C;
  first_32_kernel<<<blocks_for(rows, warps_per_block), block_size>>>(y, x);
}
