// Lab 05's solution on the case small_maps of squeezenet, p = 0.75. Prints: 0 c h w kept mask x, 1 k h w z dz,
// 2 k y and the mean of z itself; x, kept, z, y and the means times 64, dz times 64.
#include <cstdio>
#include <cstdlib>

#include "on_device.hpp"
#include "solutions/05_heads/heads.cu"

void gaplab::refuse(const char*) { std::abort(); }

namespace {
__global__ void print_z(nchw<const float> x, nchw<const float> mask, kc<const float> weight, row<const float> bias,
                        const float* dz) {
  const int pixels = x.H * x.W;
  for (int k = 0; k < weight.K; ++k) {
    float sum = 0.0f;
    float positive = 0.0f;
    for (int i = 0; i < pixels; ++i) {
      const float z = before_relu(x, mask, weight, bias, 4.0f, 0, k, i);
      std::printf("1 %d %d %d %.8g %.8g\n", k, i / x.W, i % x.W, z * 64.0f, dz[k * pixels + i] * 64.0f);
      sum += z;
      positive += fmaxf(z, 0.0f);
    }
    std::printf("2 %d %.8g %.8g\n", k, positive / pixels * 64.0f, sum / pixels * 64.0f);
  }
}
}  // namespace

int main() {
  const int C = 3, K = 2, H = 2, W = 4, pixels = H * W;
  const int x64[] = {3, 1, 5, 3, 8, 7, 4, 8, 1, 3, 1, 8, 6, 6, 2, 3, 4, 2, 8, 3, 7, 6, 5, 2};
  const int kept[] = {1, 1, 0, 0, 1, 0, 1, 1, 1, 1, 0, 0, 0, 1, 0, 0, 1, 1, 0, 1, 1, 0, 1, 1};
  const int weight64[] = {-7, -3, 1, 3, -5, 5}, bias64[] = {3, -1}, dy64[] = {4, 1};
  float* x = on_device(x64, C * pixels, 64.0f);
  float* mask = on_device(kept, C * pixels, 1.0f);
  float* weight = on_device(weight64, K * C, 64.0f);
  float* bias = on_device(bias64, K, 64.0f);
  float* dy = on_device(dy64, K, 64.0f);
  float* dz;
  cudaMalloc(&dz, K * pixels * sizeof(float));
  const nchw<const float> maps{x, 1, C, H, W}, masks{mask, 1, C, H, W};
  for (int i = 0; i < C * pixels; ++i) {
    std::printf("0 %d %d %d %d %d %d\n", i / pixels, i / W % H, i % W, x64[i] * kept[i] * 4, kept[i], x64[i]);
  }
  const kc<const float> weights{weight, K, C};
  const row<const float> biases{bias, K};
  squeezenet_dz_kernel<<<1, 32>>>(dz, nk<const float>{dy, 1, K}, maps, masks, weights, biases, 4.0f);
  print_z<<<1, 1>>>(maps, masks, weights, biases, dz);
  for (float* p : {x, mask, weight, bias, dy, dz}) cudaFree(p);
}
