// Lab 04 in CUDA: your file. Replace each TODO(); by a launch of kernels of your own. The functions are host code and
// choose the grid; the pointers in the views, target's too, are the device's, and a view can be passed to a kernel as
// it is. Scratch memory is yours to allocate and to free. conv1x1_gap.hpp states what every function gets; the contract
// that all of them keep is in gaplab/lab.hpp.
#include "conv1x1_gap.hpp"

// A map for each class. y.C is K.
//   y[n][k][h][w] = sum over c of weight[k][c] * x[n][c][h][w]  +  bias[k]
void conv1x1_forward(nchw<float> y, nchw<const float> x, kc<const float> weight, row<const float> bias) {
  TODO();
}

// Three gradients: dx is a sum over the classes, dweight and dbias are sums over images and pixels.
void conv1x1_backward(nchw<float> dx, kc<float> dweight, row<float> dbias, nchw<const float> dy, nchw<const float> x,
                      kc<const float> weight) {
  TODO();
}

// conv1x1_forward with tiles: what a block needs of weight and x it loads into shared memory once, piece by piece.
void conv1x1_tiled_forward(nchw<float> y, nchw<const float> x, kc<const float> weight, row<const float> bias) {
  TODO();
}

// conv1x1_backward with tiles: dx and dweight are products of matrices as well.
void conv1x1_tiled_backward(nchw<float> dx, kc<float> dweight, row<float> dbias, nchw<const float> dy,
                            nchw<const float> x, kc<const float> weight) {
  TODO();
}

// The loss, loss(0), for logits of any size.
//   loss = mean over n of log(sum over k of exp(logits[n][k])) - logits[n][target[n]]
void cross_entropy_forward(row<float> loss, nk<const float> logits, row<const int> target) {
  TODO();
}

//   dlogits[n][k] = (softmax(logits[n])[k] - (k == target[n] ? 1 : 0)) / N
void cross_entropy_backward(nk<float> dlogits, nk<const float> logits, row<const int> target) {
  TODO();
}

// conv1x1, the mean of each map, cross-entropy. Your own functions may be called.
void head_forward(nk<float> logits, row<float> loss, nchw<const float> x, kc<const float> weight, row<const float> bias,
                  row<const int> target) {
  TODO();
}

// The gradient of the loss, back through the same three.
void head_backward(nchw<float> dx, kc<float> dweight, row<float> dbias, nchw<const float> x, kc<const float> weight,
                   row<const float> bias, row<const int> target) {
  TODO();
}

// The mean of each channel first. The check runs your head_forward on the same data: both must give the same.
//   logits[n][k] = sum over c of weight[k][c] * mean(x[n][c])  +  bias[k]
void swapped_head_forward(nk<float> logits, row<float> loss, nchw<const float> x, kc<const float> weight,
                          row<const float> bias, row<const int> target) {
  TODO();
}

// The gradients, without a map of any class. The check runs your head_backward on the same data.
void swapped_head_backward(nchw<float> dx, kc<float> dweight, row<float> dbias, nchw<const float> x,
                           kc<const float> weight, row<const float> bias, row<const int> target) {
  TODO();
}
