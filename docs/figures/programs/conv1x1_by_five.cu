// Lab 04's solution on the case four_by_five of conv1x1. Prints: 0 c h w x, 1 k c weight, 2 k h w y; x and weight times
// 64, y and bias times 4096.
#include <cstdio>
#include <cstdlib>

#include "on_device.hpp"
#include "solutions/04_conv1x1_gap/conv1x1_gap.cu"

void gaplab::refuse(const char*) { std::abort(); }

int main() {
  const int C = 2, K = 3, H = 4, W = 5, pixels = H * W;
  const int x64[] = {7, 4, 5, 1, 3, 2, 7, 1, 4, 8, 1, 4, 8, 3, 6, 8, 7, 5, 6, 8,
                     6, 3, 4, 1, 2, 4, 8, 2, 7, 1, 8, 1, 3, 5, 6, 2, 1, 8, 8, 5};
  const int weight64[] = {-3, 3, 3, -1, -3, 5};
  const int bias4096[] = {-448, -64, 448};
  float* x = on_device(x64, C * pixels, 64.0f);
  float* weight = on_device(weight64, K * C, 64.0f);
  float* bias = on_device(bias4096, K, 4096.0f);
  float* y;
  cudaMalloc(&y, K * pixels * sizeof(float));
  float host[K * pixels];
  conv1x1_forward({y, 1, K, H, W}, {x, 1, C, H, W}, {weight, K, C}, {bias, K});
  cudaMemcpy(host, y, K * pixels * sizeof(float), cudaMemcpyDeviceToHost);
  for (int i = 0; i < C * pixels; ++i) std::printf("0 %d %d %d %d\n", i / pixels, i / W % H, i % W, x64[i]);
  for (int i = 0; i < K * C; ++i) std::printf("1 %d %d %d\n", i / C, i % C, weight64[i]);
  for (int i = 0; i < K; ++i) std::printf("3 %d %d\n", i, bias4096[i]);
  for (int i = 0; i < K * pixels; ++i)
    std::printf("2 %d %d %d %d\n", i / pixels, i / W % H, i % W, int(host[i] * 4096.0f));
  for (float* p : {x, weight, bias, y}) cudaFree(p);
}
