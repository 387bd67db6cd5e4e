// Lab 01 in CUDA: your file. The functions are those of avg_pool.cpp, and so are the results that they have to give.
//
// A function here runs on the host. It chooses a grid and launches a kernel; the kernel does the work. Take its TODO();
// away, and above it write the kernel, a function that begins with __global__ and returns void:
//
//   __global__ void my_kernel(nchw<float> y, nchw<const float> x) {
//     const std::ptrdiff_t i = std::ptrdiff_t(blockIdx.x) * blockDim.x + threadIdx.x;  // which thread is this?
//     ...
//   }
//
//   my_kernel<<<blocks, threads_per_block>>>(y, x);  // in the function: blocks * threads_per_block threads run it
//
// y.data, x.data and the others are device pointers: only a kernel can follow them. The sizes, y.N and so on, can be
// read on both sides. Views and options go to a kernel by value, as above, never by reference. You need not wait for
// the kernel, nor copy anything.
#include "avg_pool.hpp"

// The mean of each feature map. There are N*C sums; begin with a thread for each. A block for each is the next step.
//   y[n][c] = sum over h, w of x[n][c][h][w] / (H*W)
void global_avg_pool2d_forward(nchw<float> y, nchw<const float> x) {
  TODO();
}

// Every element of dx is written once, and its value is that of its map: a thread for each.
//   dx[n][c][h][w] = dy[n][c] / (H*W)
void global_avg_pool2d_backward(nchw<float> dx, nchw<const float> dy) {
  TODO();
}

// The mean of each window. A thread for each element of y reads its window, however much of it lies in the input.
//   y[n][c][oh][ow] = sum of x[n][c] over the window (oh, ow) / divisor(oh, ow)
void avg_pool2d_forward(nchw<float> y, nchw<const float> x, const avg_pool2d_options& options) {
  TODO();
}

// Windows may overlap, and two threads must not add to one element. A thread for each element of dx avoids that.
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
