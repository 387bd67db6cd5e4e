// Lab 01 on the CPU: your file. Replace each TODO(); by your code, best in the order of `gaplab list`.
// avg_pool.hpp states what every function gets; the contract that all of them keep is in gaplab/lab.hpp.
#include "avg_pool.hpp"

// The mean of each feature map.
//   y[n][c] = sum over h, w of x[n][c][h][w] / (H*W)
void global_avg_pool2d_forward(nchw<float> y, nchw<const float> x) {
  TODO();
}

// Every element of a map had the same share in the map's mean, so it gets the same share of the gradient.
//   dx[n][c][h][w] = dy[n][c] / (H*W)
void global_avg_pool2d_backward(nchw<float> dx, nchw<const float> dy) {
  TODO();
}

// The number of windows along one dimension. First call refuse("why") for the arguments that PyTorch refuses.
//   floor((size + 2*padding - kernel_size) / stride) + 1, or ceil instead of floor with ceil_mode;
//   then one less where the last window would start behind the left padding and the input
int avg_pool_output_size(int size, int kernel_size, int stride, int padding, bool ceil_mode) {
  TODO();
}

// The mean of each window. Only elements of the input are summed; the options decide what the sum is divided by.
//   y[n][c][oh][ow] = sum of x[n][c] over the window (oh, ow) / divisor(oh, ow)
void avg_pool2d_forward(nchw<float> y, nchw<const float> x, const avg_pool2d_options& options) {
  TODO();
}

// Windows may overlap: an element of dx collects something from each window that covers it, or nothing at all.
//   dx[n][c][h][w] = sum over all windows (oh, ow) that cover (h, w) of dy[n][c][oh][ow] / divisor(oh, ow)
void avg_pool2d_backward(nchw<float> dx, nchw<const float> dy, const avg_pool2d_options& options) {
  TODO();
}

// The same with one dimension more.
//   y[n][c][od][oh][ow] = sum of x[n][c] over the window (od, oh, ow) / divisor(od, oh, ow)
void avg_pool3d_forward(ncdhw<float> y, ncdhw<const float> x, const avg_pool3d_options& options) {
  TODO();
}

// The same with one dimension more.
//   dx[n][c][d][h][w] = sum over all windows (od, oh, ow) that cover (d, h, w) of dy[n][c][od][oh][ow] / divisor
void avg_pool3d_backward(ncdhw<float> dx, ncdhw<const float> dy, const avg_pool3d_options& options) {
  TODO();
}
