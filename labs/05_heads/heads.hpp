// Lab 05: heads, the last layers of a network, which make class scores of feature maps. The functions to implement; the
// contract that they keep is in gaplab/lab.hpp.
//
// Sources: K. He, X. Zhang, S. Ren, J. Sun, Deep Residual Learning for Image Recognition, 2015, table 1
// (https://arxiv.org/abs/1512.03385); F. Iandola et al., SqueezeNet, 2016, table 1 (https://arxiv.org/abs/1602.07360),
// whose head PyTorch has as `classifier` in torchvision/models/squeezenet.py.
#pragma once

#include "gaplab/lab.hpp"

using gaplab::kc;
using gaplab::nc;
using gaplab::nchw;
using gaplab::nk;
using gaplab::row;

/// Weights of nn.Linear from L features to K classes: row k makes class k. Element (k, i) is data[k*L + i].
template <class T>
struct kl {
  static constexpr int rank = 2;
  T* data;
  int K, L;

  GAPLAB_HOST_DEVICE std::ptrdiff_t offset(int k, int i) const {
    return std::ptrdiff_t(k) * L + i;
  }
  GAPLAB_HOST_DEVICE T& operator()(int k, int i) const {
    return data[offset(k, i)];
  }
};

/// Heads whose parameters are to be counted. Every Linear and Conv2d has a bias, or none has.
enum class head {
  flatten_fc,   ///< Flatten, Linear to K classes
  flatten_mlp,  ///< Flatten, Linear to `hidden`, ReLU, Linear to `hidden`, ReLU, Linear to K: AlexNet, VGG
  gap_fc,       ///< AdaptiveAvgPool2d(1), Flatten, Linear to K: ResNet
  conv1x1_gap   ///< Dropout, Conv2d(C, K, kernel_size=1), ReLU, AdaptiveAvgPool2d(1): NiN, SqueezeNet
};

/// The maps (N, C, H, W) that go in, the size of both hidden layers (0 where there are none), and the classes.
struct head_sizes {
  int N, C, H, W;
  int hidden;
  int K;
  bool bias;
};

/// How many numbers the head has to learn: sum(p.numel() for p in head.parameters()).
std::ptrdiff_t parameter_count(head form, const head_sizes& sizes);

/// y = F.linear(x.flatten(1), weight, bias). x is (N, C, H, W), weight (K, C*H*W), bias (K), y (N, K).
void flatten_fc_forward(nk<float> y, nchw<const float> x, kl<const float> weight, row<const float> bias);

/// The gradients of the above: dx, dweight and dbias from dy, in the shapes of x, weight and bias.
void flatten_fc_backward(nchw<float> dx, kl<float> dweight, row<float> dbias, nk<const float> dy, nchw<const float> x,
                         kl<const float> weight);

/// y = F.linear(x.mean((2, 3)), weight, bias). x is (N, C, H, W), weight (K, C), bias (K), y (N, K).
void gap_fc_forward(nk<float> y, nchw<const float> x, kc<const float> weight, row<const float> bias);

/// The gradients of the above.
void gap_fc_backward(nchw<float> dx, kc<float> dweight, row<float> dbias, nk<const float> dy, nchw<const float> x,
                     kc<const float> weight);

/// y = F.relu(F.conv2d(x * mask / (1 - p), weight, bias)).mean((2, 3)), where the weight stands for one of (K, C, 1,
/// 1). x and mask are (N, C, H, W), weight is (K, C), bias (K), y (N, K). The mask holds a 1 for each element that the
/// dropout keeps and a 0 for the others; p, from 0 to less than 1, is the probability with which it dropped them.
void squeezenet_forward(nk<float> y, nchw<const float> x, nchw<const float> mask, kc<const float> weight,
                        row<const float> bias, float p);

/// The gradients of the above: dx, dweight and dbias from dy. The gradient of ReLU at 0 is 0.
void squeezenet_backward(nchw<float> dx, kc<float> dweight, row<float> dbias, nk<const float> dy, nchw<const float> x,
                         nchw<const float> mask, kc<const float> weight, row<const float> bias, float p);

/// Both orders of ReLU and mean, and where they differ most. x is (N, C, H, W), the maps before the ReLU.
///   relu_first = F.relu(x).mean((2, 3))          gap_first = F.relu(x.mean((2, 3)))           both (N, C)
///   largest_difference = (relu_first - gap_first).max()                                       one number, at index 0
void relu_swap_forward(nc<float> relu_first, nc<float> gap_first, row<float> largest_difference, nchw<const float> x);
