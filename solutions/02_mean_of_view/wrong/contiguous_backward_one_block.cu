// 02.cuda.contiguous.backward: only_a_prefix
// One block, whose 256 threads write one element each.
void mean_of_contiguous_backward(ncl<float> dx, nc<const float> dy) {
  mean_of_contiguous_backward_kernel<<<1, block_size>>>(dx, dy);
}
