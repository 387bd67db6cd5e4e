// conv1x1_gap: a 1x1 convolution with ReLU and its global average in one kernel, with the weights in shared memory.
#include "../check.hpp"

constexpr int pixels_of_block = 64, channels_at_once = 8;

// grid: (outputs K, images N). A block walks over all pixels of one output plane; the averages go to y[n][k].
__global__ void conv1x1_relu_gap(float* y, const float* x, const float* weight, const float* bias, int C, int HW) {
  __shared__ float w[channels_at_once];
  __shared__ float sums[pixels_of_block / 32];
  const int k = blockIdx.x, n = blockIdx.y, K = gridDim.x;
  float total = 0.f;
  for (int base = 0; base < HW; base += pixels_of_block) {  // the same for all threads, because of the barriers
    const int p = base + threadIdx.x;
    float value = bias[k];
    for (int c0 = 0; c0 < C; c0 += channels_at_once) {
      __syncthreads();
      if (threadIdx.x < channels_at_once)
        w[threadIdx.x] = c0 + threadIdx.x < C ? weight[k * C + c0 + threadIdx.x] : 0.f;
      __syncthreads();
      for (int c = 0; p < HW && c < channels_at_once && c0 + c < C; ++c) value += w[c] * x[(n * C + c0 + c) * HW + p];
    }
    if (p < HW) total += fmaxf(value, 0.f);
  }
  for (int offset = 16; offset > 0; offset >>= 1) total += __shfl_down_sync(0xffffffffu, total, offset);
  if (threadIdx.x % 32 == 0) sums[threadIdx.x / 32] = total;
  __syncthreads();
  if (threadIdx.x == 0) y[n * K + k] = (sums[0] + sums[1]) / static_cast<float>(HW);
}

int main() {
  const int N = 2, C = 21, K = 10, HW = 9 * 15;
  std::vector<float> x(N * C * HW), weight(K * C), bias(K);
  for (std::size_t i = 0; i < x.size(); ++i) x[i] = static_cast<float>((i * 7) % 41) / 16.f;
  for (std::size_t i = 0; i < weight.size(); ++i) weight[i] = static_cast<float>(i % 9) / 8.f - 0.5f;
  for (int k = 0; k < K; ++k) bias[k] = static_cast<float>(k) * 0.25f - 1.f;
  std::vector<double> expected(N * K, 0.0);
  for (int n = 0; n < N; ++n) {
    for (int k = 0; k < K; ++k) {
      for (int p = 0; p < HW; ++p) {
        double value = bias[k];
        for (int c = 0; c < C; ++c) value += static_cast<double>(weight[k * C + c]) * x[(n * C + c) * HW + p];
        expected[n * K + k] += std::fmax(value, 0.0) / HW;
      }
    }
  }
  const device_array<float> d_x(x), d_weight(weight), d_bias(bias), d_y(N * K);
  conv1x1_relu_gap<<<dim3(K, N), pixels_of_block>>>(d_y.data(), d_x.data(), d_weight.data(), d_bias.data(), C, HW);
  CHECK_LAUNCH();
  return verdict("conv1x1_gap", all_close(d_y.to_host(), expected, 1e-5));
}
