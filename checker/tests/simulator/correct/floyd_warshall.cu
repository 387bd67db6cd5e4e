// floyd_warshall: all shortest paths, one launch per vertex; row and column k are never improved by a way through k.
#include <algorithm>

#include "../check.hpp"

constexpr int far = 1 << 28;

__global__ void relax_through(int* distance, int n, int k) {
  const int j = blockIdx.x * blockDim.x + threadIdx.x, i = blockIdx.y * blockDim.y + threadIdx.y;
  if (i >= n || j >= n) return;
  const int through = distance[i * n + k] + distance[k * n + j];
  // Only a shorter way is written. For i == k or j == k there is none, so nobody writes what others read.
  if (through < distance[i * n + j]) distance[i * n + j] = through;
}

int main() {
  const int n = 40;
  std::vector<int> d(n * n, far);
  for (int i = 0; i < n; ++i) {
    d[i * n + i] = 0;
    d[i * n + (i * 7 + 3) % n] = std::min(d[i * n + (i * 7 + 3) % n], 5 + i % 9);
    d[i * n + (i + 1) % n] = std::min(d[i * n + (i + 1) % n], 20 + i % 4);
  }
  const device_array<int> d_d(d);
  const dim3 block(16, 8), grid((n + 15) / 16, (n + 7) / 8);
  for (int k = 0; k < n; ++k) {
    relax_through<<<grid, block>>>(d_d.data(), n, k);
    CHECK(cudaGetLastError());
  }
  CHECK(cudaDeviceSynchronize());
  for (int k = 0; k < n; ++k) {
    for (int i = 0; i < n; ++i) {
      for (int j = 0; j < n; ++j) d[i * n + j] = std::min(d[i * n + j], d[i * n + k] + d[k * n + j]);
    }
  }
  return verdict("floyd_warshall", d_d.to_host() == d);
}
