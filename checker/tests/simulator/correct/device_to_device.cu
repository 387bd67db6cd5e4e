// device_to_device: memset, copies within the GPU, copies of parts, swapped buffers and an asynchronous memset.
#include <utility>

#include "../check.hpp"

// Pascal's triangle modulo 1,000,003: row r + 1 from row r.
__global__ void next_row(const unsigned* row, unsigned* next, int r) {
  const int i = blockIdx.x * blockDim.x + threadIdx.x;
  if (i > r + 1) return;
  const unsigned left = i > 0 ? row[i - 1] : 0u, above = i <= r ? row[i] : 0u;
  next[i] = (left + above) % 1000003u;
}

int main() {
  const int rows = 60;
  device_array<unsigned> a(rows), b(rows), triangle(rows * rows);
  const unsigned one = 1;
  triangle.zero();
  CHECK(cudaMemcpy(a.data(), &one, sizeof one, cudaMemcpyHostToDevice));
  unsigned *row = a.data(), *next = b.data();
  for (int r = 0; r < rows; ++r) {
    CHECK(cudaMemcpy(triangle.data() + r * rows, row, (r + 1) * sizeof(unsigned), cudaMemcpyDeviceToDevice));
    if (r + 1 == rows) break;
    next_row<<<2, 32>>>(row, next, r);
    CHECK(cudaGetLastError());
    std::swap(row, next);
  }
  // One row is cleared to bytes of 1, another is copied over its successor.
  CHECK(cudaMemsetAsync(triangle.data() + 7 * rows, 1, 5 * sizeof(unsigned)));
  CHECK(cudaMemcpyAsync(triangle.data() + 21 * rows, triangle.data() + 20 * rows, rows * sizeof(unsigned),
                        cudaMemcpyDeviceToDevice));
  CHECK(cudaDeviceSynchronize());

  std::vector<unsigned> expected(rows * rows, 0u);
  for (int r = 0; r < rows; ++r) {
    for (int i = 0; i <= r; ++i) {
      const unsigned left = r > 0 && i > 0 ? expected[(r - 1) * rows + i - 1] : 0u;
      const unsigned above = r > 0 ? expected[(r - 1) * rows + i] : 1u;
      expected[r * rows + i] = (left + above) % 1000003u;
    }
  }
  for (int i = 0; i < rows; ++i) expected[21 * rows + i] = expected[20 * rows + i];
  for (int i = 0; i < 5; ++i) expected[7 * rows + i] = 0x01010101u;
  return verdict("device_to_device", triangle.to_host() == expected);
}
