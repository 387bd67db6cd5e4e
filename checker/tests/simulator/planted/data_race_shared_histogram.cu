// EXPECT: data_race
// Two threads with the same byte add to one bin at once, because ++ is not atomic.
// RESULT: right
#include <cuda_runtime.h>

#include <cstdio>
#include <cstdlib>
#include <vector>

#define CHECK(call)                                                                       \
  do {                                                                                    \
    cudaError_t error = (call);                                                           \
    if (error != cudaSuccess) {                                                           \
      std::fprintf(stderr, "%s:%d: %s\n", __FILE__, __LINE__, cudaGetErrorString(error)); \
      std::exit(1);                                                                       \
    }                                                                                     \
  } while (0)

constexpr int bin_count = 64;

__global__ void histogram(const unsigned char* x, int* bins, int n) {
  __shared__ int local[bin_count];
  if (threadIdx.x < bin_count) local[threadIdx.x] = 0;
  __syncthreads();
  int i = blockIdx.x * blockDim.x + threadIdx.x;
  if (i < n) local[x[i] / 4]++;  // BUG
  __syncthreads();
  if (threadIdx.x < bin_count) atomicAdd(&bins[threadIdx.x], local[threadIdx.x]);
}

int main() {
  const int n = 1500;
  std::vector<unsigned char> h(n);
  std::vector<int> expected(bin_count), result(bin_count);
  for (int i = 0; i < n; i++) {
    h[i] = static_cast<unsigned char>(i * i);
    expected[h[i] / 4]++;
  }
  unsigned char* x;
  int* bins;
  CHECK(cudaMalloc(&x, n));
  CHECK(cudaMalloc(&bins, bin_count * sizeof(int)));
  CHECK(cudaMemcpy(x, h.data(), n, cudaMemcpyHostToDevice));
  CHECK(cudaMemset(bins, 0, bin_count * sizeof(int)));
  histogram<<<(n + 255) / 256, 256>>>(x, bins, n);
  CHECK(cudaGetLastError());
  CHECK(cudaMemcpy(result.data(), bins, bin_count * sizeof(int), cudaMemcpyDeviceToHost));
  CHECK(cudaFree(x));
  CHECK(cudaFree(bins));
  std::printf(result == expected ? "right\n" : "wrong\n");
  return result == expected ? 0 : 1;
}
