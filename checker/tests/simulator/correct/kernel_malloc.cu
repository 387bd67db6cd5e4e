// kernel_malloc: threads allocate memory of different sizes with malloc() and free it, some in a later launch.
#include <cstdio>
#include <cstdlib>

#define CHECK(call)                                                                \
  do {                                                                             \
    cudaError_t status = (call);                                                   \
    if (status != cudaSuccess) {                                                   \
      std::fprintf(stderr, "line %d: %s\n", __LINE__, cudaGetErrorString(status)); \
      std::exit(1);                                                                \
    }                                                                              \
  } while (0)

// The (i + 5)-th Fibonacci number modulo 10007, by a table of its own for each thread.
__global__ void with_own_table(int* out, int n) {
  const int i = blockIdx.x * blockDim.x + threadIdx.x;
  if (i >= n) return;
  int* table = static_cast<int*>(malloc((i + 6) * sizeof(int)));
  if (table == nullptr) {
    out[i] = -1;
    return;
  }
  table[0] = 0;
  table[1] = 1;
  for (int k = 2; k <= i + 5; k++) table[k] = (table[k - 1] + table[k - 2]) % 10007;
  out[i] = table[i + 5];
  free(table);
}

// Memory of one launch lives on into the next one.
__global__ void make_row(int** rows) {
  const int length = threadIdx.x + 1;
  int* row = (int*)malloc(length * sizeof(int));
  for (int k = 0; row != nullptr && k < length; k++) row[k] = length * k;
  rows[threadIdx.x] = row;
}

__global__ void sum_and_free(int** rows, int* out) {
  int* row = rows[threadIdx.x];
  int sum = row == nullptr ? -1 : 0;
  for (unsigned k = 0; row != nullptr && k <= threadIdx.x; k++) sum += row[k];
  out[threadIdx.x] = sum;
  free(row);
}

int main() {
  const int n = 100, rows = 48;
  int *d_out, **d_rows, out[n];
  CHECK(cudaMalloc(&d_out, n * sizeof(int)));
  CHECK(cudaMalloc(&d_rows, rows * sizeof(int*)));
  with_own_table<<<2, 50>>>(d_out, n);
  CHECK(cudaGetLastError());
  CHECK(cudaMemcpy(out, d_out, sizeof out, cudaMemcpyDeviceToHost));
  int wrong = 0, a = 0, b = 1;
  for (int k = 2; k < n + 5; k++) {
    const int c = (a + b) % 10007;
    a = b;
    b = c;
    if (k >= 5) wrong += out[k - 5] != c;
  }
  make_row<<<1, rows>>>(d_rows);
  CHECK(cudaGetLastError());
  sum_and_free<<<1, rows>>>(d_rows, d_out);
  CHECK(cudaGetLastError());
  CHECK(cudaMemcpy(out, d_out, rows * sizeof(int), cudaMemcpyDeviceToHost));
  for (int r = 0; r < rows; r++) wrong += out[r] != (r + 1) * (r * (r + 1) / 2);
  CHECK(cudaFree(d_out));
  CHECK(cudaFree(d_rows));
  std::printf("kernel_malloc: %d wrong\n", wrong);
  return wrong == 0 ? 0 : 1;
}
