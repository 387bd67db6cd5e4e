// matmul_dynamic: two tiles of different shapes are carved out of one dynamic buffer whose size the host chooses.
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <vector>

#define CHECK(call)                                                     \
  do {                                                                  \
    cudaError_t e = (call);                                             \
    if (e != cudaSuccess) {                                             \
      fprintf(stderr, "%s failed: %s\n", #call, cudaGetErrorString(e)); \
      exit(1);                                                          \
    }                                                                   \
  } while (0)

struct device_free {
  void operator()(double* p) const { CHECK(cudaFree(p)); }
};
using device_pointer = std::unique_ptr<double[], device_free>;

device_pointer allocate(size_t count) {
  double* p = nullptr;
  CHECK(cudaMalloc((void**)&p, count * sizeof(double)));
  return device_pointer(p);
}

// A block of (bx, by) threads makes a by x bx tile of C from a by x depth tile of A and a depth x bx tile of B.
__global__ void matmul(const double* A, const double* B, double* C, int m, int n, int k, int depth) {
  extern __shared__ double tiles[];
  double* As = tiles;
  double* Bs = As + blockDim.y * depth;
  const int row = blockIdx.y * blockDim.y + threadIdx.y;
  const int column = blockIdx.x * blockDim.x + threadIdx.x;
  double sum = 0;
  for (int k0 = 0; k0 < k; k0 += depth) {
    for (int d = threadIdx.x; d < depth; d += blockDim.x) {
      As[threadIdx.y * depth + d] = row < m && k0 + d < k ? A[row * k + k0 + d] : 0.0;
    }
    for (int d = threadIdx.y; d < depth; d += blockDim.y) {
      Bs[d * blockDim.x + threadIdx.x] = column < n && k0 + d < k ? B[(k0 + d) * n + column] : 0.0;
    }
    __syncthreads();
    for (int d = 0; d < depth; ++d) sum += As[threadIdx.y * depth + d] * Bs[d * blockDim.x + threadIdx.x];
    __syncthreads();
  }
  if (row < m && column < n) C[row * n + column] = sum;
}

int main() {
  const int m = 19, n = 90, k = 41;
  std::vector<double> a(m * k), b(k * n), c(m * n), expected(m * n, 0.0);
  for (int i = 0; i < m * k; ++i) a[i] = i % 9 - 4;
  for (int i = 0; i < k * n; ++i) b[i] = i % 5 - 1;
  for (int i = 0; i < m; ++i)
    for (int l = 0; l < k; ++l)
      for (int j = 0; j < n; ++j) expected[i * n + j] += a[i * k + l] * b[l * n + j];

  device_pointer A = allocate(a.size()), B = allocate(b.size()), C = allocate(c.size());
  CHECK(cudaMemcpy(A.get(), a.data(), a.size() * sizeof(double), cudaMemcpyHostToDevice));
  CHECK(cudaMemcpy(B.get(), b.data(), b.size() * sizeof(double), cudaMemcpyHostToDevice));
  bool right = true;
  const struct {
    unsigned x, y;
    int depth;
  } shapes[] = {{32, 4, 8}, {10, 6, 15}, {7, 3, 1}};
  for (auto shape : shapes) {
    dim3 block(shape.x, shape.y), grid((n + block.x - 1) / block.x, (m + block.y - 1) / block.y);
    size_t shared_bytes = (block.x + block.y) * shape.depth * sizeof(double);
    matmul<<<grid, block, shared_bytes>>>(A.get(), B.get(), C.get(), m, n, k, shape.depth);
    CHECK(cudaGetLastError());
    CHECK(cudaMemcpy(c.data(), C.get(), c.size() * sizeof(double), cudaMemcpyDeviceToHost));
    right = right && c == expected;  // whole numbers are exact
  }
  printf("matmul_dynamic: %s\n", right ? "right" : "WRONG");
  return right ? 0 : 1;
}
