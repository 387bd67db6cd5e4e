// Lab 01: average pooling. The functions to implement; the contract that they keep is in gaplab/lab.hpp.
//
// Source of the definitions: PyTorch, torch.nn.functional.avg_pool2d and avg_pool3d
// (https://pytorch.org/docs/stable/generated/torch.nn.AvgPool2d.html).
#pragma once

#include "gaplab/lab.hpp"

using gaplab::ncdhw;
using gaplab::nchw;
using gaplab::refuse;

/// The parameters of nn.AvgPool2d. Arrays are in the order H, W.
struct avg_pool2d_options {
  int kernel_size[2];
  int stride[2];
  int padding[2];
  bool ceil_mode;          ///< round the output size up instead of down
  bool count_include_pad;  ///< the padding counts in the divisor
  int divisor_override;    ///< the divisor, whatever the window holds; 0 stands for PyTorch's None
};

/// The parameters of nn.AvgPool3d. Arrays are in the order D, H, W.
struct avg_pool3d_options {
  int kernel_size[3];
  int stride[3];
  int padding[3];
  bool ceil_mode;
  bool count_include_pad;
  int divisor_override;
};

/// y = F.avg_pool2d(x, x.size()[2:]): the mean of each feature map.
/// x is (N, C, H, W), y is (N, C, 1, 1).
void global_avg_pool2d_forward(nchw<float> y, nchw<const float> x);

/// The gradient of the above: dx from dy. dx is (N, C, H, W), dy is (N, C, 1, 1).
void global_avg_pool2d_backward(nchw<float> dx, nchw<const float> dy);

/// How many windows fit along one dimension of the given size: the output's size in that dimension.
/// Arguments that PyTorch refuses are refused with refuse("why").
int avg_pool_output_size(int size, int kernel_size, int stride, int padding, bool ceil_mode);

/// y = F.avg_pool2d(x, ...). x is (N, C, H, W), y is (N, C, y.H, y.W) with the output sizes of the step before.
/// The options have been checked: they are never ones to refuse.
void avg_pool2d_forward(nchw<float> y, nchw<const float> x, const avg_pool2d_options& options);

/// The gradient of the above: dx from dy, where windows may overlap.
void avg_pool2d_backward(nchw<float> dx, nchw<const float> dy, const avg_pool2d_options& options);

/// y = F.avg_pool3d(x, ...). x is (N, C, D, H, W).
void avg_pool3d_forward(ncdhw<float> y, ncdhw<const float> x, const avg_pool3d_options& options);

/// The gradient of the above.
void avg_pool3d_backward(ncdhw<float> dx, ncdhw<const float> dy, const avg_pool3d_options& options);
