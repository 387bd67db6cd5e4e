// 02.cuda.contiguous.backward: data_race
// Thread 0 divides once for the whole row. No barrier makes the others wait for its quotient.
__global__ void unseen_share_kernel(ncl<float> dx, nc<const float> dy) {
  __shared__ float share;
  const std::ptrdiff_t row = blockIdx.x;
  if (threadIdx.x == 0) share = dy.data[row] / static_cast<float>(dx.L);
  for (std::ptrdiff_t i = threadIdx.x; i < dx.L; i += block_size) dx.data[row * dx.L + i] = share;
}

void mean_of_contiguous_backward(ncl<float> dx, nc<const float> dy) {
  const std::ptrdiff_t rows = static_cast<std::ptrdiff_t>(dx.N) * dx.C;
  unseen_share_kernel<<<blocks_for(rows, 1), block_size>>>(dx, dy);
}
