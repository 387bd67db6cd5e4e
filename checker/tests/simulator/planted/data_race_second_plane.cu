// EXPECT: data_race
// The first plane is transposed with two barriers, the second one in the same tile without any.
#include <cuda_runtime.h>

#include <cstdio>
#include <cstdlib>
#include <vector>

static void check(cudaError_t error) {
  if (error == cudaSuccess) return;
  std::fprintf(stderr, "CUDA: %s\n", cudaGetErrorString(error));
  std::exit(1);
}

constexpr int size = 8;

__global__ void transpose_two(const float* x, float* y, int side) {
  __shared__ float tile[size][size + 1];
  int tx = threadIdx.x, ty = threadIdx.y, plane = side * side;
  int from = (blockIdx.y * size + ty) * side + blockIdx.x * size + tx;
  int to = (blockIdx.x * size + ty) * side + blockIdx.y * size + tx;
  tile[ty][tx] = x[from];
  __syncthreads();
  y[to] = tile[tx][ty];
  __syncthreads();
  tile[ty][tx] = x[plane + from];  // BUG
  y[plane + to] = tile[tx][ty];    // BUG
}

int main() {
  const int side = 24, n = 2 * side * side;
  std::vector<float> h(n);
  for (int i = 0; i < n; i++) h[i] = static_cast<float>(i);
  float *x, *y;
  check(cudaMalloc(&x, n * sizeof(float)));
  check(cudaMalloc(&y, n * sizeof(float)));
  check(cudaMemcpy(x, h.data(), n * sizeof(float), cudaMemcpyHostToDevice));
  transpose_two<<<dim3(side / size, side / size), dim3(size, size)>>>(x, y, side);
  check(cudaGetLastError());
  check(cudaMemcpy(h.data(), y, n * sizeof(float), cudaMemcpyDeviceToHost));
  check(cudaFree(x));
  check(cudaFree(y));
  std::printf("%g\n", h[1]);
}
