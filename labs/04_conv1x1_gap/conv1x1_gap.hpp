// Lab 04: a map for each class, its mean, and the loss. The functions to implement; the contract that they keep is in
// gaplab/lab.hpp.
//
// Source of the definitions: M. Lin, Q. Chen, S. Yan, Network in Network, 2013, section 3.2
// (https://arxiv.org/abs/1312.4400); PyTorch, nn.Conv2d
// (https://pytorch.org/docs/stable/generated/torch.nn.Conv2d.html) and nn.CrossEntropyLoss
// (https://pytorch.org/docs/stable/generated/torch.nn.CrossEntropyLoss.html).
//
// Shapes: N images, C channels, K classes. weight is (K, C), weight(k, c): row k makes class k; bias is (K), bias(k).
// A tensor of maps with a class in the place of a channel is a nchw whose C is K.
#pragma once

#include "gaplab/lab.hpp"

using gaplab::kc;
using gaplab::nchw;
using gaplab::nk;
using gaplab::row;

/// y = F.conv2d(x, weight[:, :, None, None], bias): a linear map of the channels, the same at every pixel.
///   y[n][k][h][w] = sum over c of weight[k][c] * x[n][c][h][w]  +  bias[k]
/// x is (N, C, H, W), y is (N, K, H, W).
void conv1x1_forward(nchw<float> y, nchw<const float> x, kc<const float> weight, row<const float> bias);

/// The gradients of the above, from dy. dx has the shape of x, dweight that of weight, dbias that of bias; dy is
/// (N, K, H, W). The bias is not given: no gradient depends on it.
void conv1x1_backward(nchw<float> dx, kc<float> dweight, row<float> dbias, nchw<const float> dy, nchw<const float> x,
                      kc<const float> weight);

/// The same two once more, in CUDA only: with tiles in shared memory.
void conv1x1_tiled_forward(nchw<float> y, nchw<const float> x, kc<const float> weight, row<const float> bias);
void conv1x1_tiled_backward(nchw<float> dx, kc<float> dweight, row<float> dbias, nchw<const float> dy,
                            nchw<const float> x, kc<const float> weight);

/// loss = F.cross_entropy(logits, target): one number, loss(0), the mean over the images of
///   log(sum over k of exp(logits[n][k])) - logits[n][target[n]]
/// logits is (N, K). target(n) is the class of image n, from 0 to K-1.
void cross_entropy_forward(row<float> loss, nk<const float> logits, row<const int> target);

/// The gradient of the above: dlogits, (N, K). The gradient of the loss by itself is 1.
void cross_entropy_backward(nk<float> dlogits, nk<const float> logits, row<const int> target);

/// The head of Network in Network: the maps of conv1x1, the mean of each map, and the loss of these means.
///   logits[n][k] = 1/(H*W) * sum over h, w of y[n][k][h][w]
/// x is (N, C, H, W), logits is (N, K), loss is one number.
void head_forward(nk<float> logits, row<float> loss, nchw<const float> x, kc<const float> weight, row<const float> bias,
                  row<const int> target);

/// The gradients of the loss of the above. What the forward pass knew has to be computed again.
void head_backward(nchw<float> dx, kc<float> dweight, row<float> dbias, nchw<const float> x, kc<const float> weight,
                   row<const float> bias, row<const int> target);

/// The same head in the other order: the mean of each channel first, and then the linear map of these means.
///   logits[n][k] = sum over c of weight[k][c] * mean(x[n][c])  +  bias[k]
void swapped_head_forward(nk<float> logits, row<float> loss, nchw<const float> x, kc<const float> weight,
                          row<const float> bias, row<const int> target);

/// The gradients of the loss, without a tensor of (N, K, H, W).
void swapped_head_backward(nchw<float> dx, kc<float> dweight, row<float> dbias, nchw<const float> x,
                           kc<const float> weight, row<const float> bias, row<const int> target);
