// Where the elements of a tensor of 3 channels of 2 x 3 lie in memory. Prints: 0 for contiguous or 1 for channels_last,
// channel, row, column, offset.
#include <cstdio>

#include "mean_of_view.hpp"

__global__ void print_offsets(int layout, strided_maps<const float> x) {
  for (int c = 0; c < x.C; ++c) {
    for (int h = 0; h < x.H; ++h) {
      for (int w = 0; w < x.W; ++w) {
        const int offset = static_cast<int>(x.offset(0, c, h, w));
        std::printf("%d %d %d %d %d\n", layout, c, h, w, offset);
      }
    }
  }
}

int main() {
  const int C = 3;
  const int H = 2;
  const int W = 3;
  const strided_maps<const float> contiguous = {nullptr, 1, C, H, W, C * H * W, H * W, W, 1};
  const strided_maps<const float> channels_last = {nullptr, 1, C, H, W, C * H * W, 1, W * C, C};
  print_offsets<<<1, 1>>>(0, contiguous);
  print_offsets<<<1, 1>>>(1, channels_last);
  cudaDeviceSynchronize();
}
