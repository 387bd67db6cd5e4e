// warp_handshake: the first warp waits for data of the second one by volatile flags in shared memory and block fences.
#include "../check.hpp"

constexpr int rounds = 4;

// Warp 1 makes 32 values a round and raises the round's flag; warp 0 reverses them. Neither waits at a block barrier.
__global__ void pass_on(const int* x, int* y) {
  __shared__ int slots[rounds][32];
  __shared__ volatile int ready[rounds];
  const int lane = threadIdx.x % 32, warp = threadIdx.x / 32;
  if (threadIdx.x < rounds) ready[threadIdx.x] = 0;
  __syncthreads();
  for (int r = 0; r < rounds; ++r) {
    const int at = (blockIdx.x * rounds + r) * 32;
    if (warp == 1) {
      slots[r][lane] = 3 * x[at + lane];
      __syncwarp();  // all lanes have written
      if (lane == 0) {
        __threadfence_block();
        ready[r] = 1;
      }
    } else {
      if (lane == 0) {
        while (ready[r] == 0) __nanosleep(10);
        __threadfence_block();
      }
      __syncwarp();  // the other lanes wait for the first one
      y[at + lane] = slots[r][31 - lane];
    }
  }
}

int main() {
  const int blocks = 5, n = blocks * rounds * 32;
  std::vector<int> x(n), expected(n);
  for (int i = 0; i < n; ++i) x[i] = i * i % 101;
  for (int i = 0; i < n; ++i) expected[i] = 3 * x[i / 32 * 32 + 31 - i % 32];
  const device_array<int> d_x(x), d_y(n);
  pass_on<<<blocks, 64>>>(d_x.data(), d_y.data());
  CHECK_LAUNCH();
  return verdict("warp_handshake", d_y.to_host() == expected);
}
