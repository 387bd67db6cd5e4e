// 01.cpu.3d.backward: kernel_axes_swapped
// The options are read in the order W, H, D.
void avg_pool3d_backward(ncdhw<float> dx, ncdhw<const float> dy, const avg_pool3d_options& options) {
  set_to_zero(dx.data, dx.offset(dx.N, 0, 0, 0, 0));
  for (int n = 0; n < dy.N; ++n) {
    for (int c = 0; c < dy.C; ++c) {
      for (int od = 0; od < dy.D; ++od) {
        const span slices = span_of(od, dx.D, 2, options);
        for (int oh = 0; oh < dy.H; ++oh) {
          const span rows = span_of(oh, dx.H, 1, options);
          for (int ow = 0; ow < dy.W; ++ow) {
            const span columns = span_of(ow, dx.W, 0, options);
            const double divisor = divisor_of(slices.counted * rows.counted * columns.counted, options);
            const auto share = static_cast<float>(dy(n, c, od, oh, ow) / divisor);
            for (int d = slices.begin; d < slices.end; ++d) {
              for (int h = rows.begin; h < rows.end; ++h) {
                for (int w = columns.begin; w < columns.end; ++w) dx(n, c, d, h, w) += share;
              }
            }
          }
        }
      }
    }
  }
}
