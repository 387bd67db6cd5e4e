// Lab 05's solution on the case small_maps of relu_swap. Prints: 0 map h w x, 1 map relu_first gap_first, 2
// largest_difference, 3 map and the means of its positive and of its negative parts; all times 64.
#include <cstdio>
#include <cstdlib>

#include "solutions/05_heads/heads.cu"

void gaplab::refuse(const char*) { std::abort(); }

int main() {
  const int C = 3, H = 2, W = 4, pixels = H * W;
  const int x64[] = {-3, 1, 3, -7, -7, -3, -1, 7, -7, -1, 5, 7, 7, -1, -3, -5, -1, -3, 5, 1, 1, -1, 7, -3};
  float host[2 * C * pixels], *x, *both;
  for (int i = 0; i < C * pixels; ++i) {
    host[i] = x64[i] / 64.0f;
    std::printf("0 %d %d %d %d\n", i / pixels, i / W % H, i % W, x64[i]);
  }
  cudaMalloc(&x, 2 * C * pixels * sizeof(float));
  cudaMalloc(&both, (4 * C + 1) * sizeof(float));
  for (int i = 0; i < C * pixels; ++i) host[C * pixels + i] = -host[i];
  cudaMemcpy(x, host, 2 * C * pixels * sizeof(float), cudaMemcpyHostToDevice);
  relu_swap_forward({both, 1, C}, {both + C, 1, C}, {both + 2 * C, 1}, {x, 1, C, H, W});
  float y[2 * C + 1];
  cudaMemcpy(y, both, (2 * C + 1) * sizeof(float), cudaMemcpyDeviceToHost);
  for (int c = 0; c < C; ++c) std::printf("1 %d %.6g %.6g\n", c, y[c] * 64.0f, y[C + c] * 64.0f);
  std::printf("2 %.6g\n", y[2 * C] * 64.0f);
  // The negative parts are the positive ones of -x.
  relu_swap_forward({both, 1, C}, {both + C, 1, C}, {both + 2 * C, 1}, {x + C * pixels, 1, C, H, W});
  float negative[C];
  cudaMemcpy(negative, both, C * sizeof(float), cudaMemcpyDeviceToHost);
  for (int c = 0; c < C; ++c) std::printf("3 %d %.6g %.6g\n", c, y[c] * 64.0f, negative[c] * 64.0f);
  cudaFree(x);
  cudaFree(both);
}
