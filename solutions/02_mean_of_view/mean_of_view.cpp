// Lab 02 on the CPU, solved.
#include "mean_of_view.hpp"

#include <vector>

// A view has one stride for the H*W elements of a map, so a step from the last column of one row to the first of the
// next must be as long as a step within a row. A dimension of size 1 has no step to take, and its stride means nothing.
// N and C are not merged with anything, so their strides are free.
void view_as_maps(std::ptrdiff_t view_stride[3], const tensor_layout& x) {
  const int H = x.size[2];
  const int W = x.size[3];
  const std::ptrdiff_t stride_h = x.stride[2];
  const std::ptrdiff_t stride_w = x.stride[3];
  if (H > 1 && W > 1 && stride_h != W * stride_w) refuse("the rows of a map do not follow each other");

  view_stride[0] = x.stride[0];
  view_stride[1] = x.stride[1];
  view_stride[2] = W == 1 ? stride_h : stride_w;
}

// Only squeeze() without an argument asks for the sizes: it removes every 1, be it a batch of one image.
int mean_shape(int shape[4], const int size[4], mean_form form) {
  const int kept[4] = {size[0], size[1], 1, 1};
  int dimensions = 0;
  switch (form) {
    case mean_form::keepdim:
      for (const int s : kept) shape[dimensions++] = s;
      break;
    case mean_form::squeezed:
      for (const int s : kept) {
        if (s != 1) shape[dimensions++] = s;
      }
      break;
    case mean_form::plain:
    case mean_form::squeezed_last:
    case mean_form::flattened:
      for (int axis = 0; axis < 2; ++axis) shape[dimensions++] = kept[axis];
      break;
  }
  return dimensions;
}

// One run of L floats for each mean. The sum is a double, as in lab 01 and for the same reason.
void mean_of_contiguous_forward(nc<float> y, ncl<const float> x) {
  for (int n = 0; n < x.N; ++n) {
    for (int c = 0; c < x.C; ++c) {
      double sum = 0.0;
      for (int i = 0; i < x.L; ++i) sum += x(n, c, i);
      y(n, c) = static_cast<float>(sum / x.L);
    }
  }
}

void mean_of_contiguous_backward(ncl<float> dx, nc<const float> dy) {
  for (int n = 0; n < dx.N; ++n) {
    for (int c = 0; c < dx.C; ++c) {
      const float share = dy(n, c) / static_cast<float>(dx.L);
      for (int i = 0; i < dx.L; ++i) dx(n, c, i) = share;
    }
  }
}

// The loops follow the memory: channels innermost, with a sum for each. One map after the other, each step would be C
// floats long; with many channels a cache line would come for one float and, unless the image fits in the cache, be
// gone before the next channel asks for its neighbour.
void mean_of_channels_last_forward(nc<float> y, strided_maps<const float> x) {
  const double map_size = static_cast<double>(x.H) * x.W;
  std::vector<double> sums(static_cast<std::size_t>(x.C));
  for (int n = 0; n < x.N; ++n) {
    for (double& sum : sums) sum = 0.0;
    for (int h = 0; h < x.H; ++h) {
      for (int w = 0; w < x.W; ++w) {
        for (int c = 0; c < x.C; ++c) sums[static_cast<std::size_t>(c)] += x(n, c, h, w);
      }
    }
    for (int c = 0; c < x.C; ++c) y(n, c) = static_cast<float>(sums[static_cast<std::size_t>(c)] / map_size);
  }
}

// The same order of loops, so that writes follow each other. Each pixel of dx is dy[n] / (H*W), C floats in a row;
// dividing again for each pixel spares an array for the quotients.
void mean_of_channels_last_backward(strided_maps<float> dx, nc<const float> dy) {
  const auto map_size = static_cast<float>(static_cast<std::ptrdiff_t>(dx.H) * dx.W);
  for (int n = 0; n < dx.N; ++n) {
    for (int h = 0; h < dx.H; ++h) {
      for (int w = 0; w < dx.W; ++w) {
        for (int c = 0; c < dx.C; ++c) dx(n, c, h, w) = dy(n, c) / map_size;
      }
    }
  }
}
