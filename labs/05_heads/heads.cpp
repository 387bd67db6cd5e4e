// Lab 05 on the CPU: your file. Replace each TODO(); by your code, best in the order of `gaplab list`.
// heads.hpp states what every function gets; the contract that all of them keep is in gaplab/lab.hpp.
#include "heads.hpp"

// How many numbers a head has to learn.
//   a linear layer or 1x1 convolution from i to o: i*o weights, and o biases if sizes.bias
std::ptrdiff_t parameter_count(head form, const head_sizes& sizes) {
  TODO();
}

// All elements of an image at once.
//   y[n][k] = bias[k] + sum over i of weight[k][i] * flat[n][i],   flat[n] being image n in the order C, H, W
void flatten_fc_forward(nk<float> y, nchw<const float> x, kl<const float> weight, row<const float> bias) {
  TODO();
}

// Back through a product: what is no index of the result is summed.
//   dflat[n][i] = sum over k of dy[n][k] * weight[k][i]
//   dweight[k][i] = sum over n of dy[n][k] * flat[n][i]          dbias[k] = sum over n of dy[n][k]
void flatten_fc_backward(nchw<float> dx, kl<float> dweight, row<float> dbias, nk<const float> dy, nchw<const float> x,
                         kl<const float> weight) {
  TODO();
}

// The mean of each map, then a linear layer from C to K.
//   y[n][k] = bias[k] + sum over c of weight[k][c] * mean[n][c]
void gap_fc_forward(nk<float> y, nchw<const float> x, kc<const float> weight, row<const float> bias) {
  TODO();
}

// dx is that of the mean, of which every pixel has its share.
//   dx[n][c][h][w] = sum over k of dy[n][k] * weight[k][c] / (H*W)
//   dweight[k][c] = sum over n of dy[n][k] * mean[n][c]          dbias[k] = sum over n of dy[n][k]
void gap_fc_backward(nchw<float> dx, kc<float> dweight, row<float> dbias, nk<const float> dy, nchw<const float> x,
                     kc<const float> weight) {
  TODO();
}

// Dropout, 1x1 convolution, ReLU, mean.
//   z[n][k][h][w] = bias[k] + sum over c of weight[k][c] * x[n][c][h][w] * mask[n][c][h][w] / (1 - p)
//   y[n][k] = sum over h, w of max(z[n][k][h][w], 0) / (H*W)
void squeezenet_forward(nk<float> y, nchw<const float> x, nchw<const float> mask, kc<const float> weight,
                        row<const float> bias, float p) {
  TODO();
}

// The same way back.
//   dz[n][k][h][w] = dy[n][k] / (H*W) where z[n][k][h][w] > 0, else 0
//   dx = mask / (1 - p) * sum over k of dz * weight[k]
//   dweight[k][c] = sum over n, h, w of dz[n][k] * x[n][c] * mask[n][c] / (1 - p)     dbias[k] = sum over n, h, w of dz
void squeezenet_backward(nchw<float> dx, kc<float> dweight, row<float> dbias, nk<const float> dy, nchw<const float> x,
                         nchw<const float> mask, kc<const float> weight, row<const float> bias, float p) {
  TODO();
}

// Both orders of ReLU and mean, and their largest difference.
//   relu_first[n][c] = mean of max(x[n][c], 0)      gap_first[n][c] = max(mean of x[n][c], 0)
void relu_swap_forward(nc<float> relu_first, nc<float> gap_first, row<float> largest_difference, nchw<const float> x) {
  TODO();
}
