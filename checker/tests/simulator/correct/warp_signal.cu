// warp_signal: each lane fences what it wrote, the warp meets in __syncwarp, and one lane signals for all of them.
#include "../check.hpp"

__global__ void hand_over(const int* x, int* y) {
  __shared__ int buffer[32];
  __shared__ int full;
  const int lane = threadIdx.x % 32;
  if (threadIdx.x == 0) full = 0;
  __syncthreads();
  if (threadIdx.x < 32) {
    buffer[lane] = 3 * x[lane];
    __threadfence_block();
    __syncwarp();
    if (lane == 0) atomicExch(&full, 1);
  } else {
    while (atomicAdd(&full, 0) == 0) __nanosleep(20);
    y[lane] = buffer[31 - lane];
  }
}

int main() {
  std::vector<int> x(32), expected(32);
  for (int i = 0; i < 32; ++i) x[i] = i * i;
  for (int i = 0; i < 32; ++i) expected[i] = 3 * x[31 - i];
  const device_array<int> d_x(x);
  device_array<int> y(32);
  hand_over<<<1, 64>>>(d_x.data(), y.data());
  CHECK_LAUNCH();
  return verdict("warp_signal", y.to_host() == expected);
}
