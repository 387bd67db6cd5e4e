// Lab 03: adaptive average pooling. The functions to implement; the contract that they keep is in gaplab/lab.hpp.
//
// Source of the definitions: PyTorch, torch.nn.AdaptiveAvgPool2d
// (https://pytorch.org/docs/stable/generated/torch.nn.AdaptiveAvgPool2d.html), which does not say where the bins lie;
// start_index and end_index in aten/src/ATen/native/AdaptivePooling.h do.
#pragma once

#include "gaplab/lab.hpp"

using gaplab::nchw;
using gaplab::refuse;

/// A bin along one dimension: the elements begin <= i < end.
struct bin {
  int begin;
  int end;
};

/// Bin number `index` of the output_size bins into which adaptive pooling cuts a dimension of `size` elements.
/// output_size 0 stands for PyTorch's None, which keeps the size. size and index are not negative.
/// Arguments that PyTorch refuses are refused with refuse("why"), and so is an index beyond the last bin.
bin bin_of(int index, int size, int output_size);

/// y = F.adaptive_avg_pool2d(x, (y.H, y.W)): the mean of each bin. x is (N, C, H, W), y is (N, C, y.H, y.W).
/// The sizes of y are those that were asked for, None resolved; they may be larger than those of x.
void adaptive_avg_pool2d_forward(nchw<float> y, nchw<const float> x);

/// The gradient of the above: dx from dy, where bins may overlap. dx is (N, C, H, W), dy is (N, C, dy.H, dy.W).
void adaptive_avg_pool2d_backward(nchw<float> dx, nchw<const float> dy);

/// A window of avg_pool2d along one dimension, without padding.
struct fixed_window {
  int kernel_size;
  int stride;
};

/// The window whose positions on `size` elements are exactly the output_size bins of adaptive pooling; refuse("why")
/// if there is none. With one bin any stride does: then it is kernel_size, as where PyTorch is given none.
/// size and output_size are at least 1.
fixed_window fixed_window_of(int size, int output_size);

/// y = nn.AdaptiveAvgPool2d(1)(x): one bin in each dimension, whatever the size. x is (N, C, H, W), y is (N, C, 1, 1).
void global_adaptive_avg_pool2d_forward(nchw<float> y, nchw<const float> x);

/// The gradient of the above: dx from dy. dx is (N, C, H, W), dy is (N, C, 1, 1).
void global_adaptive_avg_pool2d_backward(nchw<float> dx, nchw<const float> dy);
