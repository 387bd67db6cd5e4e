// Lab 02 on the CPU: your file. Replace each TODO(); by your code, best in the order of `gaplab list`.
// mean_of_view.hpp states what every function gets; the contract that all of them keep is in gaplab/lab.hpp.
#include "mean_of_view.hpp"

// The strides of x.view(N, C, -1). Call refuse("why") where no stride can lead through a map's elements in order.
//   view element (n, c, i) is x[n][c][i / W][i % W], and lies at n*view_stride[0] + c*view_stride[1] + i*view_stride[2]
void view_as_maps(std::ptrdiff_t view_stride[3], const tensor_layout& x) {
  TODO();
}

// Which dimensions are left after the mean over H and W, written in one of five ways.
int mean_shape(int shape[4], const int size[4], mean_form form) {
  TODO();
}

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
