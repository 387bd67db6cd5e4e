// matmul_tiled: C = A * B with square tiles in static shared memory, for any rectangle.
#include "../check.hpp"

#define TILE 16

__global__ void matmul(const float* A, const float* B, float* C, int m, int n, int k) {
  __shared__ float As[TILE][TILE], Bs[TILE][TILE];
  const int tx = threadIdx.x, ty = threadIdx.y;
  const int row = blockIdx.y * TILE + ty;
  const int column = blockIdx.x * TILE + tx;
  float sum = 0.f;
  for (int t = 0; t < (k + TILE - 1) / TILE; ++t) {
    const int a_column = t * TILE + tx, b_row = t * TILE + ty;
    As[ty][tx] = row < m && a_column < k ? A[row * k + a_column] : 0.f;
    Bs[ty][tx] = b_row < k && column < n ? B[b_row * n + column] : 0.f;
    __syncthreads();
#pragma unroll
    for (int i = 0; i < TILE; ++i) sum += As[ty][i] * Bs[i][tx];
    __syncthreads();
  }
  if (row < m && column < n) C[row * n + column] = sum;
}

int main() {
  const int m = 45, n = 70, k = 53;
  std::vector<float> a(m * k), b(k * n);
  for (std::size_t i = 0; i < a.size(); ++i) a[i] = static_cast<float>(i % 11) - 5.f;
  for (std::size_t i = 0; i < b.size(); ++i) b[i] = static_cast<float>(i % 7) * 0.5f;
  std::vector<double> expected(m * n, 0.0);
  for (int i = 0; i < m; ++i) {
    for (int j = 0; j < n; ++j) {
      for (int l = 0; l < k; ++l) expected[i * n + j] += static_cast<double>(a[i * k + l]) * b[l * n + j];
    }
  }
  const device_array<float> A(a), B(b), C(m * n);
  const dim3 threads(TILE, TILE);
  const dim3 blocks((n + TILE - 1) / TILE, (m + TILE - 1) / TILE);
  matmul<<<blocks, threads>>>(A.data(), B.data(), C.data(), m, n, k);
  CHECK_LAUNCH();
  return verdict("matmul_tiled", all_close(C.to_host(), expected, 1e-5));
}
