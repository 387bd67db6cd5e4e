// matmul_register_blocked: float4 loads, 4x4 results in the registers of each thread, tiles of 32x32 in shared memory.
#include "../check.hpp"

constexpr int tile = 32, step = 8, per_thread = 4;  // 8x8 threads

// m and n are multiples of 32 and k of 8, so that every float4 is whole and aligned.
__global__ __launch_bounds__(64) void matmul(const float* __restrict__ A, const float* __restrict__ B,
                                             float* __restrict__ C, int n, int k) {
  __shared__ float As[step][tile];  // transposed: a thread reads four rows at once
  __shared__ __align__(16) float Bs[step][tile];
  const int tid = threadIdx.y * blockDim.x + threadIdx.x;
  const int row0 = blockIdx.y * tile, column0 = blockIdx.x * tile;
  float sums[per_thread][per_thread] = {};
  for (int k0 = 0; k0 < k; k0 += step) {
    const int a_row = tid / 2, a_column = tid % 2 * 4;
    const float4 a = *reinterpret_cast<const float4*>(&A[(row0 + a_row) * k + k0 + a_column]);
    As[a_column + 0][a_row] = a.x;
    As[a_column + 1][a_row] = a.y;
    As[a_column + 2][a_row] = a.z;
    As[a_column + 3][a_row] = a.w;
    const int b_row = tid / 8, b_column = tid % 8 * 4;
    *reinterpret_cast<float4*>(&Bs[b_row][b_column]) =
        *reinterpret_cast<const float4*>(&B[(k0 + b_row) * n + column0 + b_column]);
    __syncthreads();
#pragma unroll
    for (int l = 0; l < step; ++l) {
      const float4 b4 = *reinterpret_cast<const float4*>(&Bs[l][threadIdx.x * per_thread]);
      const float b[per_thread] = {b4.x, b4.y, b4.z, b4.w};
#pragma unroll
      for (int i = 0; i < per_thread; ++i) {
        const float ai = As[l][threadIdx.y * per_thread + i];
#pragma unroll
        for (int j = 0; j < per_thread; ++j) sums[i][j] += ai * b[j];
      }
    }
    __syncthreads();
  }
  for (int i = 0; i < per_thread; ++i) {
    const int row = row0 + threadIdx.y * per_thread + i, column = column0 + threadIdx.x * per_thread;
    *reinterpret_cast<float4*>(&C[row * n + column]) = make_float4(sums[i][0], sums[i][1], sums[i][2], sums[i][3]);
  }
}

int main() {
  const int m = 64, n = 96, k = 40;
  std::vector<float> a(m * k), b(k * n);
  for (std::size_t i = 0; i < a.size(); ++i) a[i] = static_cast<float>(i % 13) * 0.25f;
  for (std::size_t i = 0; i < b.size(); ++i) b[i] = static_cast<float>(i % 17) - 8.f;
  std::vector<double> expected(m * n, 0.0);
  for (int i = 0; i < m; ++i) {
    for (int j = 0; j < n; ++j) {
      for (int l = 0; l < k; ++l) expected[i * n + j] += static_cast<double>(a[i * k + l]) * b[l * n + j];
    }
  }
  const device_array<float> A(a), B(b), C(m * n);
  matmul<<<dim3(n / tile, m / tile), dim3(tile / per_thread, tile / per_thread)>>>(A.data(), B.data(), C.data(), n, k);
  CHECK_LAUNCH();
  return verdict("matmul_register_blocked", all_close(C.to_host(), expected, 1e-5));
}
