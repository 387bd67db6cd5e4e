// 03.cuda.adaptive.forward: rounded
// Begin and end are rounded to the nearest element, as RoI pooling does with its boxes.
__device__ range nearest_ends(int index, int size, int bins) {
  const double length = static_cast<double>(size) / bins;
  return {static_cast<int>(round(index * length)), static_cast<int>(round((index + 1) * length))};
}

__global__ void nearest_ends_kernel(nchw<float> y, nchw<const float> x) {
  const std::ptrdiff_t i = thread_number();
  if (i >= y.offset(y.N, 0, 0, 0)) return;
  const position at = position_of(i, y);
  const range rows = nearest_ends(at.h, x.H, y.H);
  const range columns = nearest_ends(at.w, x.W, y.W);
  float sum = 0.0f;
  for (int h = rows.begin; h < rows.end; ++h) {
    for (int w = columns.begin; w < columns.end; ++w) sum += x(at.n, at.c, h, w);
  }
  y.data[i] = sum / (static_cast<float>(rows.end - rows.begin) * static_cast<float>(columns.end - columns.begin));
}

void adaptive_avg_pool2d_forward(nchw<float> y, nchw<const float> x) {
  nearest_ends_kernel<<<blocks_for(y.offset(y.N, 0, 0, 0), block_size), block_size>>>(y, x);
}
