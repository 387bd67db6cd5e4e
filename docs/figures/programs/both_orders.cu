// Lab 04's solution on the case four_by_five of swapped, class 0 in both orders. Prints: 0 c h w x, 1 c weight, 2 bias,
// 3 h w y, 4 the mean of y, 5 c the mean of x, 6 the logit of the swapped order; x, weight and the means of x times 64,
// the others times 4096.
#include <cstdio>
#include <cstdlib>

#include "on_device.hpp"
#include "solutions/04_conv1x1_gap/conv1x1_gap.cu"

void gaplab::refuse(const char*) { std::abort(); }

int main() {
  const int C = 2, K = 3, H = 4, W = 5, pixels = H * W;
  const int x64[] = {2, 2, 5, 6, 6, 4, 3, 5, 4, 3, 8, 7, 5, 3, 6, 7, 2, 5, 3, 4,
                     4, 6, 2, 4, 1, 5, 7, 8, 3, 2, 3, 6, 5, 2, 1, 3, 7, 1, 4, 1};
  const int weight64[] = {-5, 5, 3, 1, -5, 5};
  const int bias4096[] = {320, -64, 448};
  float* x = on_device(x64, C * pixels, 64.0f);
  float* weight = on_device(weight64, K * C, 64.0f);
  float* bias = on_device(bias4096, K, 4096.0f);
  float *y, *means, *logits;
  cudaMalloc(&y, K * pixels * sizeof(float));
  cudaMalloc(&means, K * sizeof(float));
  cudaMalloc(&logits, K * sizeof(float));
  float host[K * pixels];
  for (int i = 0; i < C * pixels; ++i) std::printf("0 %d %d %d %d\n", i / pixels, i / W % H, i % W, x64[i]);
  for (int c = 0; c < C; ++c) std::printf("1 %d %d\n", c, weight64[c]);
  std::printf("2 %d\n", bias4096[0]);

  conv1x1_forward({y, 1, K, H, W}, {x, 1, C, H, W}, {weight, K, C}, {bias, K});
  cudaMemcpy(host, y, K * pixels * sizeof(float), cudaMemcpyDeviceToHost);
  for (int i = 0; i < pixels; ++i) std::printf("3 %d %d %d\n", i / W, i % W, int(host[i] * 4096.0f));
  mean_of_maps(means, {y, 1, K, H, W});
  cudaMemcpy(host, means, K * sizeof(float), cudaMemcpyDeviceToHost);
  std::printf("4 %.2f\n", host[0] * 4096.0f);

  mean_of_maps(means, {x, 1, C, H, W});
  cudaMemcpy(host, means, C * sizeof(float), cudaMemcpyDeviceToHost);
  for (int c = 0; c < C; ++c) std::printf("5 %d %.2f\n", c, host[c] * 64.0f);
  logits_of_means({logits, 1, K}, means, {weight, K, C}, {bias, K});
  cudaMemcpy(host, logits, K * sizeof(float), cudaMemcpyDeviceToHost);
  std::printf("6 %.2f\n", host[0] * 4096.0f);
  for (float* p : {x, weight, bias, y, means, logits}) cudaFree(p);
}
