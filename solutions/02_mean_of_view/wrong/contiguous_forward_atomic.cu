// 02.cuda.contiguous.forward: never_written
// Every element is added to y by atomicAdd, and y is never set to 0 before: NaN stays NaN.
__global__ void atomic_kernel(nc<float> y, ncl<const float> x) {
  const std::ptrdiff_t i = thread_number();
  if (i >= static_cast<std::ptrdiff_t>(x.N) * x.C * x.L) return;
  atomicAdd(&y.data[i / x.L], x.data[i] / static_cast<float>(x.L));
}

void mean_of_contiguous_forward(nc<float> y, ncl<const float> x) {
  const std::ptrdiff_t elements = static_cast<std::ptrdiff_t>(x.N) * x.C * x.L;
  atomic_kernel<<<blocks_for(elements, block_size), block_size>>>(y, x);
}
