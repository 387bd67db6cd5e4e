// Lab 04 on the CPU: your file. Replace each TODO(); by your code, best in the order of `gaplab list`.
// conv1x1_gap.hpp states what every function gets; the contract that all of them keep is in gaplab/lab.hpp.
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
