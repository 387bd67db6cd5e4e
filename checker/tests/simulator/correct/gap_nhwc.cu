// gap_nhwc: global average pooling of NHWC; threads run along the channels, rows of threads share the pixels.
#include "../check.hpp"

constexpr int channels_of_block = 32, rows_of_block = 6;

__global__ void gap_forward_kernel(float* y, const float* x, int C, int HW) {
  __shared__ float sums[rows_of_block][channels_of_block];
  const int c = blockIdx.x * channels_of_block + threadIdx.x, n = blockIdx.y;
  float sum = 0.f;
  if (c < C) {
    for (int p = threadIdx.y; p < HW; p += rows_of_block) sum += x[(n * HW + p) * C + c];
  }
  sums[threadIdx.y][threadIdx.x] = sum;
  __syncthreads();
  if (threadIdx.y == 0 && c < C) {
    for (int r = 1; r < rows_of_block; ++r) sum += sums[r][threadIdx.x];
    y[n * C + c] = sum / static_cast<float>(HW);
  }
}

__global__ void gap_backward_kernel(float* dx, const float* dy, int N, int C, int HW) {
  const int size = N * HW * C;
  for (int i = blockIdx.x * blockDim.x + threadIdx.x; i < size; i += blockDim.x * gridDim.x) {
    const int c = i % C, n = i / (HW * C);
    dx[i] = dy[n * C + c] / static_cast<float>(HW);
  }
}

int main() {
  const int N = 2, C = 45, HW = 7 * 9;
  std::vector<float> x(N * HW * C), dy(N * C);
  std::vector<double> y(N * C, 0.0), dx(x.size());
  for (int n = 0; n < N; ++n) {
    for (int c = 0; c < C; ++c) {
      dy[n * C + c] = static_cast<float>(n + 1) / static_cast<float>(c + 1);
      for (int p = 0; p < HW; ++p) {
        const int i = (n * HW + p) * C + c;
        x[i] = static_cast<float>(i % 50) - static_cast<float>(c);
        y[n * C + c] += x[i] / static_cast<double>(HW);
        dx[i] = dy[n * C + c] / static_cast<double>(HW);
      }
    }
  }
  const device_array<float> d_x(x), d_y(y.size()), d_dy(dy), d_dx(x.size());
  const dim3 grid((C + channels_of_block - 1) / channels_of_block, N), block(channels_of_block, rows_of_block);
  gap_forward_kernel<<<grid, block>>>(d_y.data(), d_x.data(), C, HW);
  gap_backward_kernel<<<4, 256>>>(d_dx.data(), d_dy.data(), N, C, HW);
  CHECK_LAUNCH();
  return verdict("gap_nhwc", all_close(d_y.to_host(), y, 1e-5) && all_close(d_dx.to_host(), dx, 1e-6));
}
