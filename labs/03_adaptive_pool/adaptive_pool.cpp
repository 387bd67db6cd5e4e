// Lab 03 on the CPU: your file. Replace each TODO(); by your code, best in the order of `gaplab list`.
// adaptive_pool.hpp states what every function gets; the contract that all of them keep is in gaplab/lab.hpp.
#include "adaptive_pool.hpp"

// Where a bin lies. First call refuse("why") for the arguments that PyTorch refuses.
//   begin = floor(index * size / output_size),  end = ceil((index + 1) * size / output_size)
bin bin_of(int index, int size, int output_size) {
  TODO();
}

// The mean of each bin: rows from one bin, columns from another.
//   y[n][c][oh][ow] = sum of x[n][c] over the bin (oh, ow) / number of its elements
void adaptive_avg_pool2d_forward(nchw<float> y, nchw<const float> x) {
  TODO();
}

// Bins may overlap: an element of dx collects a share from each bin that holds it.
//   dx[n][c][h][w] = sum over all bins (oh, ow) that hold (h, w) of dy[n][c][oh][ow] / number of the bin's elements
void adaptive_avg_pool2d_backward(nchw<float> dx, nchw<const float> dy) {
  TODO();
}

// The window of avg_pool2d that does the same. Call refuse("why") where no kernel_size and stride can.
fixed_window fixed_window_of(int size, int output_size) {
  TODO();
}

// The mean of each map, by way of its only bin.
//   y[n][c] = sum over h, w of x[n][c][h][w] / (H*W)
void global_adaptive_avg_pool2d_forward(nchw<float> y, nchw<const float> x) {
  TODO();
}

// Each element is in one bin, the only one.
//   dx[n][c][h][w] = dy[n][c] / (H*W)
void global_adaptive_avg_pool2d_backward(nchw<float> dx, nchw<const float> dy) {
  TODO();
}
