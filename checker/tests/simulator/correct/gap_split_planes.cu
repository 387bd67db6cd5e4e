// gap_split_planes: large planes are shared by several blocks, by atomicAdd after a memset and by a second pass.
#include "../check.hpp"

// grid: (parts, planes). Returns in thread 0 the sum of this block's part.
__device__ double sum_of_part(const float* x, int HW) {
  __shared__ double s[96];
  const int part = (HW + gridDim.x - 1) / gridDim.x;
  const int begin = blockIdx.x * part, end = min(begin + part, HW);
  double sum = 0;
  for (int i = begin + threadIdx.x; i < end; i += blockDim.x) sum += x[static_cast<size_t>(blockIdx.y) * HW + i];
  s[threadIdx.x] = sum;
  __syncthreads();
  if (threadIdx.x < 32) s[threadIdx.x] += s[threadIdx.x + 32] + s[threadIdx.x + 64];
  __syncwarp();
  for (int width = 16; width > 0; width /= 2) {
    if (threadIdx.x < width) s[threadIdx.x] += s[threadIdx.x + width];
    __syncwarp();
  }
  return threadIdx.x == 0 ? s[0] : 0.0;  // the other warps must not look at what this one changes
}

__global__ void gap_atomic(double* y, const float* x, int HW) {
  const double sum = sum_of_part(x, HW);
  if (threadIdx.x == 0) atomicAdd(&y[blockIdx.y], sum / HW);
}

__global__ void gap_first_pass(double* partial, const float* x, int HW) {
  const double sum = sum_of_part(x, HW);
  if (threadIdx.x == 0) partial[blockIdx.y * gridDim.x + blockIdx.x] = sum;
}

__global__ void gap_second_pass(double* y, const double* partial, int parts, int planes, int HW) {
  const int p = blockIdx.x * blockDim.x + threadIdx.x;
  if (p >= planes) return;
  double sum = 0;
  for (int i = 0; i < parts; ++i) sum += partial[p * parts + i];
  y[p] = sum / HW;
}

int main() {
  const int planes = 6, HW = 3001, parts = 5;
  std::vector<float> x(planes * HW);
  std::vector<double> expected(planes, 0.0);
  for (int i = 0; i < planes * HW; ++i) {
    x[i] = static_cast<float>((i * 11) % 512) / 64.f;
    expected[i / HW] += x[i] / static_cast<double>(HW);
  }
  const device_array<float> d_x(x);
  device_array<double> atomic(planes), two_pass(planes), partial(planes * parts);
  atomic.zero();
  gap_atomic<<<dim3(parts, planes), 96>>>(atomic.data(), d_x.data(), HW);
  gap_first_pass<<<dim3(parts, planes), 96>>>(partial.data(), d_x.data(), HW);
  gap_second_pass<<<1, planes>>>(two_pass.data(), partial.data(), parts, planes, HW);
  CHECK_LAUNCH();
  const bool right = all_close(atomic.to_host(), expected, 1e-12) && all_close(two_pass.to_host(), expected, 1e-12);
  return verdict("gap_split_planes", right);
}
