// reduce_unrolled: adds while loading, then unrolls the last warp over volatile shared memory with __syncwarp().
#include "../check.hpp"

// Every step reads, waits, writes and waits again: lane 0 reads what lane 16 is about to overwrite.
template <unsigned block_size>
__device__ void sum_last_warp(volatile float* s, unsigned lane) {
  float v = s[lane];
  if constexpr (block_size >= 64) {
    v += s[lane + 32];
    __syncwarp();
    s[lane] = v;
    __syncwarp();
  }
#pragma unroll
  for (unsigned step = 16; step > 0; step >>= 1) {
    v += s[lane + step];
    __syncwarp();
    s[lane] = v;
    __syncwarp();
  }
}

template <unsigned block_size>
__global__ void sum_kernel(const float* x, float* sums, unsigned n) {
  __shared__ float s[block_size];
  const unsigned tid = threadIdx.x;
  const unsigned i = blockIdx.x * block_size * 2 + tid;
  float v = i < n ? x[i] : 0.f;
  if (i + block_size < n) v += x[i + block_size];
  s[tid] = v;
  __syncthreads();
  if (block_size >= 512) {
    if (tid < 256) s[tid] += s[tid + 256];
    __syncthreads();
  }
  if (block_size >= 256) {
    if (tid < 128) s[tid] += s[tid + 128];
    __syncthreads();
  }
  if (block_size >= 128) {
    if (tid < 64) s[tid] += s[tid + 64];
    __syncthreads();
  }
  if (tid < 32) sum_last_warp<block_size>(s, tid);
  if (tid == 0) sums[blockIdx.x] = s[0];
}

template <unsigned block_size>
bool sums_right(const device_array<float>& x, double expected) {
  const unsigned n = static_cast<unsigned>(x.size());
  const unsigned blocks = (n + 2 * block_size - 1) / (2 * block_size);
  const device_array<float> sums(blocks);
  sum_kernel<block_size><<<blocks, block_size>>>(x.data(), sums.data(), n);
  CHECK_LAUNCH();
  double total = 0;
  for (const float sum : sums.to_host()) total += sum;
  return std::fabs(total - expected) <= 1e-4 * expected;
}

int main() {
  std::vector<float> host(6001);
  double expected = 0;
  for (std::size_t i = 0; i < host.size(); ++i) expected += host[i] = 0.25f * static_cast<float>(i % 19);
  const device_array<float> x(host);
  const bool right = sums_right<64>(x, expected) && sums_right<128>(x, expected) && sums_right<256>(x, expected) &&
                     sums_right<512>(x, expected);
  return verdict("reduce_unrolled", right);
}
