// Lab 02: the mean of a view. The functions to implement; the contract that they keep is in gaplab/lab.hpp.
//
// Source of the definitions: PyTorch, Tensor.view (https://pytorch.org/docs/stable/generated/torch.Tensor.view.html;
// in the code computeStride in aten/src/ATen/TensorUtils.cpp) and torch.mean
// (https://pytorch.org/docs/stable/generated/torch.mean.html).
#pragma once

#include "gaplab/lab.hpp"

using gaplab::nc;
using gaplab::ncl;
using gaplab::refuse;

/// Where the elements of a tensor x of maps lie: x.size() and x.stride(), in the order N, C, H, W.
/// Element (n, c, h, w) is n*stride[0] + c*stride[1] + h*stride[2] + w*stride[3] elements behind the first.
struct tensor_layout {
  int size[4];
  std::ptrdiff_t stride[4];  ///< in elements; not negative, and 0 where expand() repeats a dimension
};

/// The strides of x.view(N, C, -1). Layouts that PyTorch refuses to view are refused with refuse("why").
/// N and C are at least 2, and H and W are not both 1: there PyTorch's strides follow no rule that is worth learning.
void view_as_maps(std::ptrdiff_t view_stride[3], const tensor_layout& x);

/// Ways to write the mean of each map of a tensor x of size (N, C, H, W).
enum class mean_form {
  plain,          ///< x.mean((2, 3))
  keepdim,        ///< x.mean((2, 3), keepdim=True)
  squeezed,       ///< x.mean((2, 3), keepdim=True).squeeze()
  squeezed_last,  ///< x.mean((2, 3), keepdim=True).squeeze(-1).squeeze(-1)
  flattened       ///< x.mean((2, 3), keepdim=True).flatten(1)
};

/// The shape of the result: its sizes go to the front of shape, and how many there are is returned, 0 for a number
/// without dimensions. size is that of x: N, C, H, W.
int mean_shape(int shape[4], const int size[4], mean_form form);

/// y = torch.mean(x.view(N, C, -1), dim=2) of a contiguous x, of which the view is given: L is H*W.
/// x is (N, C, L), y is (N, C).
void mean_of_contiguous_forward(nc<float> y, ncl<const float> x);

/// The gradient of the above: dx from dy. dx is (N, C, L), dy is (N, C).
void mean_of_contiguous_backward(ncl<float> dx, nc<const float> dy);

/// Maps with strides, as PyTorch sees a tensor that is not contiguous; the strides are in elements.
/// Element (n, c, h, w) is data[n*stride_n + c*stride_c + h*stride_h + w*stride_w].
template <class T>
struct strided_maps {
  T* data;
  int N, C, H, W;
  std::ptrdiff_t stride_n, stride_c, stride_h, stride_w;

  GAPLAB_HOST_DEVICE std::ptrdiff_t offset(int n, int c, int h, int w) const {
    return n * stride_n + c * stride_c + h * stride_h + w * stride_w;
  }
  GAPLAB_HOST_DEVICE T& operator()(int n, int c, int h, int w) const {
    return data[offset(n, c, h, w)];
  }
};

/// The same mean of a tensor in the memory format channels_last, where it lies and as it lies. x is (N, C, H, W), and
/// its strides are H*W*C, 1, W*C and C; y is (N, C).
void mean_of_channels_last_forward(nc<float> y, strided_maps<const float> x);

/// The gradient of the above: dx from dy, with the sizes and strides of x.
void mean_of_channels_last_backward(strided_maps<float> dx, nc<const float> dy);
