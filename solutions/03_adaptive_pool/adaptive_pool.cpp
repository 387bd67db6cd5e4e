// Lab 03 on the CPU, solved.
#include "adaptive_pool.hpp"

// The begin is rounded down and the end up, so each bin holds every element that it touches, and bins share elements
// wherever output_size does not divide size. An integer division of numbers that are not negative rounds down by
// itself, and adding bins - 1 first makes it round up.
//
// index * size is formed in 64 bits: it leaves an int from 46341 * 46341 on.
bin bin_of(int index, int size, int output_size) {
  if (size == 0) refuse("a dimension without elements has no bins");
  if (output_size < 0) refuse("output_size must not be negative");
  const long long bins = output_size == 0 ? size : output_size;
  if (index >= bins) refuse("there are fewer bins than that");

  const long long begin = 1LL * index * size / bins;
  const long long end = ((index + 1LL) * size + bins - 1) / bins;
  return {static_cast<int>(begin), static_cast<int>(end)};
}

// Gathers: each output reads its bin. Rows and columns are cut independently, so the bin of a row is found once for the
// whole row of y. The divisor belongs to the bin, for bins of one map differ in size. The sum is a double, as in lab 01
// and for the same reason.
void adaptive_avg_pool2d_forward(nchw<float> y, nchw<const float> x) {
  for (int n = 0; n < y.N; ++n) {
    for (int c = 0; c < y.C; ++c) {
      for (int oh = 0; oh < y.H; ++oh) {
        const bin rows = bin_of(oh, x.H, y.H);
        for (int ow = 0; ow < y.W; ++ow) {
          const bin columns = bin_of(ow, x.W, y.W);
          double sum = 0.0;
          for (int h = rows.begin; h < rows.end; ++h) {
            for (int w = columns.begin; w < columns.end; ++w) sum += x(n, c, h, w);
          }
          const double area = static_cast<double>(rows.end - rows.begin) * (columns.end - columns.begin);
          y(n, c, oh, ow) = static_cast<float>(sum / area);
        }
      }
    }
  }
}

// Scatters: the loops of the forward pass, with the arrow turned round. Each bin gives its elements equal shares, and
// the shares of overlapping bins add up, so dx starts at 0.
void adaptive_avg_pool2d_backward(nchw<float> dx, nchw<const float> dy) {
  const std::ptrdiff_t elements = dx.offset(dx.N, 0, 0, 0);  // the offset of one image too many
  for (std::ptrdiff_t i = 0; i < elements; ++i) dx.data[i] = 0.0f;

  for (int n = 0; n < dy.N; ++n) {
    for (int c = 0; c < dy.C; ++c) {
      for (int oh = 0; oh < dy.H; ++oh) {
        const bin rows = bin_of(oh, dx.H, dy.H);
        for (int ow = 0; ow < dy.W; ++ow) {
          const bin columns = bin_of(ow, dx.W, dy.W);
          const double area = static_cast<double>(rows.end - rows.begin) * (columns.end - columns.begin);
          const auto share = static_cast<float>(dy(n, c, oh, ow) / area);
          for (int h = rows.begin; h < rows.end; ++h) {
            for (int w = columns.begin; w < columns.end; ++w) dx(n, c, h, w) += share;
          }
        }
      }
    }
  }
}

// With s = size / output_size, rounded down, and the remainder r, bin i begins at i*s + floor(i*r / output_size). These
// are equally far apart only if the second term is 0 for all bins, up to i = output_size - 1: r is 0 or 1. The bins are
// then s + r long, and s is the stride, which must not be 0.
fixed_window fixed_window_of(int size, int output_size) {
  const int stride = size / output_size;
  const int remainder = size % output_size;
  if (stride == 0) refuse("more bins than elements: bins repeat, and a window cannot stand still");
  if (remainder > 1) refuse("the bins are not equally far apart");
  return {stride + remainder, stride};
}

// Nothing new, whatever the size of x.
void global_adaptive_avg_pool2d_forward(nchw<float> y, nchw<const float> x) {
  // y is 1 x 1, and the only bin of a dimension goes from 0 to its size.
  adaptive_avg_pool2d_forward(y, x);
}

void global_adaptive_avg_pool2d_backward(nchw<float> dx, nchw<const float> dy) {
  // dy is 1 x 1: every element of a map is in its only bin, and gets an equal share.
  adaptive_avg_pool2d_backward(dx, dy);
}
