// histogram: 256 bins of bytes, by global atomics and by a private histogram of each block in shared memory.
#include "../check.hpp"

__global__ void histogram_global(const unsigned char* data, int n, unsigned* bins) {
  const int stride = gridDim.x * blockDim.x;
  for (int i = blockIdx.x * blockDim.x + threadIdx.x; i < n; i += stride) atomicAdd(&bins[data[i]], 1u);
}

__global__ void histogram_shared(const unsigned char* data, int n, unsigned* bins) {
  __shared__ unsigned mine[256];
  for (int b = threadIdx.x; b < 256; b += blockDim.x) mine[b] = 0;
  __syncthreads();
  // Four bytes at a time, then the rest one by one.
  const uchar4* data4 = reinterpret_cast<const uchar4*>(data);
  const int stride = gridDim.x * blockDim.x, first = blockIdx.x * blockDim.x + threadIdx.x;
  for (int i = first; i < n / 4; i += stride) {
    const uchar4 v = data4[i];
    atomicAdd(&mine[v.x], 1u);
    atomicAdd(&mine[v.y], 1u);
    atomicAdd(&mine[v.z], 1u);
    atomicAdd(&mine[v.w], 1u);
  }
  for (int i = n / 4 * 4 + first; i < n; i += stride) atomicAdd(&mine[data[i]], 1u);
  __syncthreads();
  for (int b = threadIdx.x; b < 256; b += blockDim.x) {
    if (mine[b] > 0) atomicAdd(bins + b, mine[b]);
  }
}

int main() {
  const int n = 40003;
  std::vector<unsigned char> data(n);
  std::vector<unsigned> expected(256, 0u);
  unsigned state = 1;
  for (auto& byte : data) {
    state = state * 1103515245u + 12345u;
    byte = static_cast<unsigned char>((state >> 16) & (state >> 24));  // uneven on purpose
    ++expected[byte];
  }
  const device_array<unsigned char> d_data(data);
  device_array<unsigned> first(256), second(256);
  first.zero();
  second.zero();
  histogram_global<<<10, 200>>>(d_data.data(), n, first.data());
  histogram_shared<<<8, 160>>>(d_data.data(), n, second.data());
  CHECK_LAUNCH();
  return verdict("histogram", first.to_host() == expected && second.to_host() == expected);
}
