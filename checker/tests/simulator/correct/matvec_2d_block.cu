// matvec_2d_block: y = A * x with blocks of 16x16 threads; the 16 threads of a row add up by shuffles of width 16.
#include "../check.hpp"

__global__ void matvec(const float* A, const float* x, float* y, int rows, int columns) {
  const int row = blockIdx.x * blockDim.y + threadIdx.y;
  float sum = 0.f;
  if (row < rows) {
    for (int c = threadIdx.x; c < columns; c += blockDim.x) sum += A[row * columns + c] * x[c];
  }
  // Two rows share a warp. All lanes take part, those without a row too.
  for (int offset = 8; offset > 0; offset >>= 1) sum += __shfl_down_sync(0xffffffffu, sum, offset, 16);
  if (threadIdx.x == 0 && row < rows) y[row] = sum;
}

int main() {
  const int rows = 109, columns = 83;
  std::vector<float> a(rows * columns), x(columns);
  for (std::size_t i = 0; i < a.size(); ++i) a[i] = static_cast<float>((i * 31) % 64) / 64.f;
  for (int c = 0; c < columns; ++c) x[c] = c % 3 == 0 ? -1.f : 0.5f;
  std::vector<double> expected(rows, 0.0);
  for (int r = 0; r < rows; ++r) {
    for (int c = 0; c < columns; ++c) expected[r] += static_cast<double>(a[r * columns + c]) * x[c];
  }
  const device_array<float> d_a(a), d_x(x), d_y(rows);
  const dim3 block(16, 16, 1);
  matvec<<<(rows + 15) / 16, block>>>(d_a.data(), d_x.data(), d_y.data(), rows, columns);
  CHECK_LAUNCH();
  return verdict("matvec_2d_block", all_close(d_y.to_host(), expected, 1e-5));
}
