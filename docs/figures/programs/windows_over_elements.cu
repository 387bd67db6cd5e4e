// Which windows cover which element, by the solution of lab 01: kernel_size 3, stride 2, padding 1, 6 elements.
// Prints for each window: 0, window, its first element, the one behind its last; for each element: 1, element, the
// first window over it, the one behind the last.
#include "solutions/01_avg_pool/avg_pool.cu"

#include <cstdio>

__global__ void print_windows(int size, int windows, avg_pool2d_options options) {
  for (int o = 0; o < windows; ++o) {
    const span s = span_of(o, size, 0, options);
    std::printf("0 %d %d %d\n", o, s.begin, s.end);
  }
  for (int i = 0; i < size; ++i) {
    const window_range r = windows_over(i, windows, 0, options);
    std::printf("1 %d %d %d\n", i, r.begin, r.end);
  }
}

int main() {
  const avg_pool2d_options options = {{3, 3}, {2, 2}, {1, 1}, false, false, 0};
  print_windows<<<1, 1>>>(6, 3, options);
  cudaDeviceSynchronize();
}
