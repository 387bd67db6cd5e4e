// 03.cuda.adaptive.forward: launch_failed
// A block for each map, with a thread for each of its bins. A block has at most 1024.
__global__ void thread_for_each_bin_kernel(nchw<float> y, nchw<const float> x) {
  const int map = static_cast<int>(blockIdx.x);
  const range rows = elements_of_bin(static_cast<int>(threadIdx.y), x.H, y.H);
  const range columns = elements_of_bin(static_cast<int>(threadIdx.x), x.W, y.W);
  float sum = 0.0f;
  for (int h = rows.begin; h < rows.end; ++h) {
    for (int w = columns.begin; w < columns.end; ++w) sum += x(0, map, h, w);
  }
  y(0, map, static_cast<int>(threadIdx.y), static_cast<int>(threadIdx.x)) =
      sum / (static_cast<float>(rows.end - rows.begin) * static_cast<float>(columns.end - columns.begin));
}

void adaptive_avg_pool2d_forward(nchw<float> y, nchw<const float> x) {
  const dim3 block(static_cast<unsigned>(y.W), static_cast<unsigned>(y.H));
  thread_for_each_bin_kernel<<<static_cast<unsigned>(y.N * y.C), block>>>(y, x);
}
