// 03.cuda.adaptive.forward: wrong_mask
// A warp for each bin. Lanes for which the bin has no element leave, and the mask of the shuffles still names them.
__global__ void lanes_leave_early_kernel(nchw<float> y, nchw<const float> x) {
  const std::ptrdiff_t i = thread_number() / warp_size;
  const int lane = static_cast<int>(threadIdx.x) % warp_size;
  if (i >= y.offset(y.N, 0, 0, 0)) return;
  const position at = position_of(i, y);
  const range rows = elements_of_bin(at.h, x.H, y.H);
  const range columns = elements_of_bin(at.w, x.W, y.W);
  const int width = columns.end - columns.begin;
  const int area = (rows.end - rows.begin) * width;
  if (lane >= area) return;
  float sum = 0.0f;
  for (int k = lane; k < area; k += warp_size) sum += x(at.n, at.c, rows.begin + k / width, columns.begin + k % width);
  for (int offset = warp_size / 2; offset > 0; offset /= 2) {
    const float other = __shfl_down_sync(all_lanes, sum, offset);
    if (lane + offset < area) sum += other;
  }
  if (lane == 0) y.data[i] = sum / static_cast<float>(area);
}

void adaptive_avg_pool2d_forward(nchw<float> y, nchw<const float> x) {
  lanes_leave_early_kernel<<<blocks_for(y.offset(y.N, 0, 0, 0), warps_per_block), block_size>>>(y, x);
}
