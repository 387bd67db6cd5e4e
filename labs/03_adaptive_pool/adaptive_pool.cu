// Lab 03 in CUDA: your file. Replace each TODO(); by a launch of a kernel of your own. The functions are host code and
// choose the grid; the pointers in the views are the device's, and a view can be passed to a kernel as it is.
// adaptive_pool.hpp states what every function gets; the contract that all of them keep is in gaplab/lab.hpp.
#include "adaptive_pool.hpp"

// The mean of each bin. A thread for each element of y finds its bin and reads it. A kernel cannot call bin_of, which
// is the host's: write the two lines once more, as a __device__ function of another name, and without refusals.
//   y[n][c][oh][ow] = sum of x[n][c] over the bin (oh, ow) / number of its elements
void adaptive_avg_pool2d_forward(nchw<float> y, nchw<const float> x) {
  TODO();
}

// Bins may overlap, and two threads must not add to one element. A thread for each element of dx avoids that.
//   dx[n][c][h][w] = sum over all bins (oh, ow) that hold (h, w) of dy[n][c][oh][ow] / number of the bin's elements
void adaptive_avg_pool2d_backward(nchw<float> dx, nchw<const float> dy) {
  TODO();
}

// One bin for each map. A thread for each element of y would be a thread for each map: let many share one.
//   y[n][c] = sum over h, w of x[n][c][h][w] / (H*W)
void global_adaptive_avg_pool2d_forward(nchw<float> y, nchw<const float> x) {
  TODO();
}

// Each element is in one bin, the only one: nothing to search.
//   dx[n][c][h][w] = dy[n][c] / (H*W)
void global_adaptive_avg_pool2d_backward(nchw<float> dx, nchw<const float> dy) {
  TODO();
}
