// monte_carlo: estimates pi with an xorshift generator per thread; whole numbers, so that the host counts the same.
#include "../check.hpp"

struct xorshift {
  unsigned state;
  __host__ __device__ explicit xorshift(unsigned seed) : state(seed * 2654435769u + 1u) {
    if (state == 0) state = 1;
  }
  __host__ __device__ unsigned operator()() {
    state ^= state << 13;
    state ^= state >> 17;
    state ^= state << 5;
    return state;
  }
};

__host__ __device__ inline unsigned hits(unsigned seed, int samples) {
  xorshift random(seed);
  unsigned count = 0;
  for (int i = 0; i < samples; ++i) {
    const unsigned long long x = random() >> 16, y = random() >> 16;
    if (x * x + y * y < 1ull << 32) ++count;
  }
  return count;
}

__global__ void sample(unsigned long long* total, int threads, int samples) {
  __shared__ unsigned block_total;
  if (threadIdx.x == 0) block_total = 0;
  __syncthreads();
  const int i = blockIdx.x * blockDim.x + threadIdx.x;
  if (i < threads) atomicAdd(&block_total, hits(static_cast<unsigned>(i), samples));
  __syncthreads();
  if (threadIdx.x == 0) atomicAdd(total, static_cast<unsigned long long>(block_total));
}

int main() {
  const int threads = 2000, samples = 100;
  device_array<unsigned long long> total(1);
  total.zero();
  sample<<<(threads + 127) / 128, 128>>>(total.data(), threads, samples);
  CHECK_LAUNCH();
  unsigned long long expected = 0;
  for (int i = 0; i < threads; ++i) expected += hits(static_cast<unsigned>(i), samples);
  const double pi = 4.0 * static_cast<double>(expected) / (threads * samples);
  return verdict("monte_carlo", total.to_host()[0] == expected && std::fabs(pi - 3.14159) < 0.02);
}
