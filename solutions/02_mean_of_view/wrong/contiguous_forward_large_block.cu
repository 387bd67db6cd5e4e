// 02.cuda.contiguous.forward: launch_failed
// A block of 2048 threads, where 1024 is the limit. The launch does nothing, and nobody asks for the error.
void mean_of_contiguous_forward(nc<float> y, ncl<const float> x) {
  const std::ptrdiff_t rows = static_cast<std::ptrdiff_t>(x.N) * x.C;
  mean_of_short_rows_kernel<<<blocks_for(rows, 2048), 2048>>>(y, x);
}
