// Lab 01 on the CPU, solved.
#include "avg_pool.hpp"

namespace {

/// One window along one dimension: the elements begin <= i < end of the input, and how many count in the divisor.
struct span {
  int begin;
  int end;
  std::ptrdiff_t counted;
};

/// Where window number `index` lies along one dimension. The order of the steps is the whole difficulty: the padded
/// extent limits what is counted, the input limits what is summed, and count_include_pad chooses between the two.
template <class Options>
span span_of(int index, int size, int dimension, const Options& options) {
  int begin = index * options.stride[dimension] - options.padding[dimension];
  int end = begin + options.kernel_size[dimension];
  if (end > size + options.padding[dimension]) end = size + options.padding[dimension];  // only with ceil_mode
  const int padded_length = end - begin;

  if (begin < 0) begin = 0;
  if (end > size) end = size;
  return {begin, end, options.count_include_pad ? padded_length : end - begin};
}

/// A window's divisor. As a double, because both the sum and the gradient are divided by it in double.
template <class Options>
double divisor_of(std::ptrdiff_t counted, const Options& options) {
  return options.divisor_override != 0 ? options.divisor_override : static_cast<double>(counted);
}

/// Outputs hold NaN before the call, and NaN plus anything is NaN: what is accumulated into starts at zero.
void set_to_zero(float* data, std::ptrdiff_t count) {
  for (std::ptrdiff_t i = 0; i < count; ++i) data[i] = 0.0f;
}

}  // namespace

// A map is one run of H*W floats in NCHW, so its rows need no loop of their own.
//
// The sum is a double. After 128*128 elements an fp32 sum is 2^14 times as large as the next element, of whose 24 bits
// it then drops 14; a double has 29 bits to spare. It costs no time: the loop waits for one addition after the other,
// and in double they take no longer.
void global_avg_pool2d_forward(nchw<float> y, nchw<const float> x) {
  const std::ptrdiff_t map_size = static_cast<std::ptrdiff_t>(x.H) * x.W;
  for (int n = 0; n < x.N; ++n) {
    for (int c = 0; c < x.C; ++c) {
      const float* map = &x(n, c, 0, 0);
      double sum = 0.0;
      for (std::ptrdiff_t i = 0; i < map_size; ++i) sum += map[i];
      y(n, c, 0, 0) = static_cast<float>(sum / static_cast<double>(map_size));
    }
  }
}

// dx has the shape of x, so H and W are dx's: dy is only 1 x 1. One division per map; its elements share the result.
void global_avg_pool2d_backward(nchw<float> dx, nchw<const float> dy) {
  const std::ptrdiff_t map_size = static_cast<std::ptrdiff_t>(dx.H) * dx.W;
  for (int n = 0; n < dx.N; ++n) {
    for (int c = 0; c < dx.C; ++c) {
      const float share = dy(n, c, 0, 0) / static_cast<float>(map_size);
      float* map = &dx(n, c, 0, 0);
      for (std::ptrdiff_t i = 0; i < map_size; ++i) map[i] = share;
    }
  }
}

// Counts the steps that the window can make inside the padded input, plus one for where it starts. A numerator that
// is negative, after ceil_mode has added its stride - 1, means that no window fits, and must be refused before the
// division: C++ rounds -1 / 2 to 0, which would be one window too many, where the formula's floor gives -1.
//
// The last correction belongs to ceil_mode alone: rounding up may add a window that starts in the right padding or
// behind it, and such a window would hold no element of the input.
int avg_pool_output_size(int size, int kernel_size, int stride, int padding, bool ceil_mode) {
  if (kernel_size <= 0) refuse("kernel_size must be greater than zero");
  if (stride <= 0) refuse("stride must be greater than zero");
  if (padding < 0) refuse("padding must not be negative");
  if (padding > kernel_size / 2) refuse("padding must be at most half of kernel_size");

  const long long padded_size = size + 2LL * padding;
  const long long way = padded_size - kernel_size + (ceil_mode ? stride - 1 : 0);
  if (way < 0) refuse("the window is larger than the padded input: there would be no output");

  long long windows = way / stride + 1;
  if (ceil_mode && (windows - 1) * stride >= size + static_cast<long long>(padding)) --windows;
  return static_cast<int>(windows);
}

// Gathers: each output reads its window. Padding is zeros and adds nothing to a sum, so the window is cut to the input
// before the loops start, and no loop tests a bound.
void avg_pool2d_forward(nchw<float> y, nchw<const float> x, const avg_pool2d_options& options) {
  for (int n = 0; n < y.N; ++n) {
    for (int c = 0; c < y.C; ++c) {
      for (int oh = 0; oh < y.H; ++oh) {
        const span rows = span_of(oh, x.H, 0, options);
        for (int ow = 0; ow < y.W; ++ow) {
          const span columns = span_of(ow, x.W, 1, options);
          double sum = 0.0;
          for (int h = rows.begin; h < rows.end; ++h) {
            for (int w = columns.begin; w < columns.end; ++w) sum += x(n, c, h, w);
          }
          y(n, c, oh, ow) = static_cast<float>(sum / divisor_of(rows.counted * columns.counted, options));
        }
      }
    }
  }
}

// Scatters: the loops of the forward pass, with the arrow between x and y turned round. Each window gives every
// element that it covers an equal share of its gradient. dx itself accumulates, in fp32: at most kernel_size[0] *
// kernel_size[1] windows cover an element, too few for the rounding to matter.
void avg_pool2d_backward(nchw<float> dx, nchw<const float> dy, const avg_pool2d_options& options) {
  set_to_zero(dx.data, dx.offset(dx.N, 0, 0, 0));  // the offset of one image too many is the number of elements
  for (int n = 0; n < dy.N; ++n) {
    for (int c = 0; c < dy.C; ++c) {
      for (int oh = 0; oh < dy.H; ++oh) {
        const span rows = span_of(oh, dx.H, 0, options);
        for (int ow = 0; ow < dy.W; ++ow) {
          const span columns = span_of(ow, dx.W, 1, options);
          const double divisor = divisor_of(rows.counted * columns.counted, options);
          const auto share = static_cast<float>(dy(n, c, oh, ow) / divisor);
          for (int h = rows.begin; h < rows.end; ++h) {
            for (int w = columns.begin; w < columns.end; ++w) dx(n, c, h, w) += share;
          }
        }
      }
    }
  }
}

// span_of knows nothing of how many dimensions there are, so depth costs two loops and no new idea.
void avg_pool3d_forward(ncdhw<float> y, ncdhw<const float> x, const avg_pool3d_options& options) {
  for (int n = 0; n < y.N; ++n) {
    for (int c = 0; c < y.C; ++c) {
      for (int od = 0; od < y.D; ++od) {
        const span slices = span_of(od, x.D, 0, options);
        for (int oh = 0; oh < y.H; ++oh) {
          const span rows = span_of(oh, x.H, 1, options);
          for (int ow = 0; ow < y.W; ++ow) {
            const span columns = span_of(ow, x.W, 2, options);
            double sum = 0.0;
            for (int d = slices.begin; d < slices.end; ++d) {
              for (int h = rows.begin; h < rows.end; ++h) {
                for (int w = columns.begin; w < columns.end; ++w) sum += x(n, c, d, h, w);
              }
            }
            const double divisor = divisor_of(slices.counted * rows.counted * columns.counted, options);
            y(n, c, od, oh, ow) = static_cast<float>(sum / divisor);
          }
        }
      }
    }
  }
}

// Volumes that no window covers, such as the gaps of a large stride, keep the zero that they start with.
void avg_pool3d_backward(ncdhw<float> dx, ncdhw<const float> dy, const avg_pool3d_options& options) {
  set_to_zero(dx.data, dx.offset(dx.N, 0, 0, 0, 0));
  for (int n = 0; n < dy.N; ++n) {
    for (int c = 0; c < dy.C; ++c) {
      for (int od = 0; od < dy.D; ++od) {
        const span slices = span_of(od, dx.D, 0, options);
        for (int oh = 0; oh < dy.H; ++oh) {
          const span rows = span_of(oh, dx.H, 1, options);
          for (int ow = 0; ow < dy.W; ++ow) {
            const span columns = span_of(ow, dx.W, 2, options);
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
