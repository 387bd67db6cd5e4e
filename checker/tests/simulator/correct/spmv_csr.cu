// spmv_csr: a sparse matrix times a vector, one thread a row and one warp a row; some rows are empty.
#include "../check.hpp"

struct csr {
  int rows;
  const int* begin;
  const int* column;
  const double* value;
};

__global__ void spmv_scalar(csr a, const double* x, double* y) {
  const int row = blockIdx.x * blockDim.x + threadIdx.x;
  if (row >= a.rows) return;
  double sum = 0;
  for (int k = a.begin[row]; k < a.begin[row + 1]; ++k) sum += a.value[k] * x[a.column[k]];
  y[row] = sum;
}

__global__ void spmv_vector(csr a, const double* x, double* y) {
  const int row = (blockIdx.x * blockDim.x + threadIdx.x) / 32, lane = threadIdx.x % 32;
  if (row >= a.rows) return;
  double sum = 0;
  for (int k = a.begin[row] + lane; k < a.begin[row + 1]; k += 32) sum += a.value[k] * x[a.column[k]];
  for (int offset = 16; offset > 0; offset >>= 1) sum += __shfl_down_sync(0xffffffffu, sum, offset);
  if (lane == 0) y[row] = sum;
}

int main() {
  const int rows = 117, columns = 90;
  std::vector<int> begin{0}, column;
  std::vector<double> value, x(columns), expected(rows, 0.0);
  for (int c = 0; c < columns; ++c) x[c] = 0.5 * (c % 7);
  for (int r = 0; r < rows; ++r) {
    for (int c = 0; c < columns; ++c) {
      if (r % 10 == 3 || (r * 31 + c * 17) % (r % 4 + 2) != 0) continue;
      column.push_back(c);
      value.push_back((r + c) % 5 - 2.0);
      expected[r] += value.back() * x[c];
    }
    begin.push_back(static_cast<int>(column.size()));
  }
  const device_array<int> d_begin(begin), d_column(column);
  const device_array<double> d_value(value), d_x(x), scalar(rows), vector(rows);
  const csr a{rows, d_begin.data(), d_column.data(), d_value.data()};
  spmv_scalar<<<(rows + 49) / 50, 50>>>(a, d_x.data(), scalar.data());
  CHECK_LAUNCH();
  const int threads = 128;
  spmv_vector<<<(rows * 32 + threads - 1) / threads, threads>>>(a, d_x.data(), vector.data());
  CHECK_LAUNCH();
  return verdict("spmv_csr", scalar.to_host() == expected && vector.to_host() == expected);  // exact: halves
}
