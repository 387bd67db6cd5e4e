// The case four_by_five of adaptive pooling, channel 0, times 64, by the solution of lab 03. Prints: 0, the row and the
// column of x, how many bins hold the element, x and dx; then 1, the row and the column of y, y and dy.
#include "solutions/03_adaptive_pool/adaptive_pool.cu"

#include <cstdio>

__global__ void print_results(nchw<const float> x, nchw<const float> dx, nchw<const float> y, nchw<const float> dy) {
  for (int h = 0; h < x.H; ++h) {
    for (int w = 0; w < x.W; ++w) {
      const range rows = bins_over(h, x.H, y.H);
      const range columns = bins_over(w, x.W, y.W);
      const int bins = (rows.end - rows.begin) * (columns.end - columns.begin);
      std::printf("0 %d %d %d %.2f %.2f\n", h, w, bins, x(0, 0, h, w), dx(0, 0, h, w));
    }
  }
  for (int h = 0; h < y.H; ++h) {
    for (int w = 0; w < y.W; ++w) std::printf("1 %d %d %.2f %.2f\n", h, w, y(0, 0, h, w), dy(0, 0, h, w));
  }
}

int main() {
  const float x[20] = {3, 4, 1, 4, 6, 2, 4, 1, 1, 8, 3, 6, 8, 5, 5, 2, 4, 8, 4, 6};
  const float dy[6] = {3, 4, 6, 2, 3, 4};
  float* memory;
  cudaMalloc(&memory, 52 * sizeof(float));
  cudaMemcpy(memory, x, sizeof(x), cudaMemcpyHostToDevice);
  cudaMemcpy(memory + 20, dy, sizeof(dy), cudaMemcpyHostToDevice);
  const nchw<const float> view_of_x = {memory, 1, 1, 4, 5};
  const nchw<const float> view_of_dy = {memory + 20, 1, 1, 2, 3};
  const nchw<float> y = {memory + 26, 1, 1, 2, 3};
  const nchw<float> dx = {memory + 32, 1, 1, 4, 5};
  adaptive_avg_pool2d_forward(y, view_of_x);
  adaptive_avg_pool2d_backward(dx, view_of_dy);
  const nchw<const float> view_of_y = {y.data, 1, 1, 2, 3};
  const nchw<const float> view_of_dx = {dx.data, 1, 1, 4, 5};
  print_results<<<1, 1>>>(view_of_x, view_of_dx, view_of_y, view_of_dy);
  cudaDeviceSynchronize();
  cudaFree(memory);
}
