// Lab 02 in CUDA: your file. Replace each TODO(); by a launch of a kernel of your own. The functions are host code and
// choose the grid; the pointers in the views are the device's, and a view can be passed to a kernel as it is.
// mean_of_view.hpp states what every function gets; the contract that all of them keep is in gaplab/lab.hpp.
#include "mean_of_view.hpp"

// The mean of each row.
//   y[n][c] = sum over i of x[n][c][i] / L
void mean_of_contiguous_forward(nc<float> y, ncl<const float> x) {
  TODO();
}

// Every element of a row had the same share in its mean.
//   dx[n][c][i] = dy[n][c] / L
void mean_of_contiguous_backward(ncl<float> dx, nc<const float> dy) {
  TODO();
}

// The mean of each map again, where the channels of one pixel are neighbours in memory.
//   y[n][c] = sum over h, w of x[n][c][h][w] / (H*W)
void mean_of_channels_last_forward(nc<float> y, strided_maps<const float> x) {
  TODO();
}

// dx lies as x does.
//   dx[n][c][h][w] = dy[n][c] / (H*W)
void mean_of_channels_last_backward(strided_maps<float> dx, nc<const float> dy) {
  TODO();
}
