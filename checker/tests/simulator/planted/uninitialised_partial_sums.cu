// EXPECT: uninitialised
// The second kernel adds up eight partial sums, but this time the first one has stored fewer.
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

constexpr int most_blocks = 8, block = 64;

__global__ void partial_sums(const float* x, float* partial, int n) {
  float v = 0.f;
  for (int i = blockIdx.x * block + threadIdx.x; i < n; i += gridDim.x * block) v += x[i];
  __shared__ float s[block];
  s[threadIdx.x] = v;
  __syncthreads();
  if (threadIdx.x != 0) return;
  float sum = 0.f;
  for (float part : s) sum += part;
  partial[blockIdx.x] = sum;
}

__global__ void final_sum(const float* partial, float* sum) {
  float v = 0.f;
  for (int b = 0; b < most_blocks; b++) v += partial[b];  // BUG
  *sum = v;
}

int main() {
  const int n = 333, blocks = (n + block - 1) / block;
  std::vector<float> h(n, 1.f);
  float *x, *partial, *sum;
  CHECK(cudaMalloc(&x, n * sizeof(float)));
  CHECK(cudaMalloc(&partial, most_blocks * sizeof(float)));
  CHECK(cudaMalloc(&sum, sizeof(float)));
  CHECK(cudaMemcpy(x, h.data(), n * sizeof(float), cudaMemcpyHostToDevice));
  partial_sums<<<blocks, block>>>(x, partial, n);
  CHECK(cudaGetLastError());
  final_sum<<<1, 1>>>(partial, sum);
  CHECK(cudaGetLastError());
  CHECK(cudaMemcpy(h.data(), sum, sizeof(float), cudaMemcpyDeviceToHost));
  CHECK(cudaFree(x));
  CHECK(cudaFree(partial));
  CHECK(cudaFree(sum));
  std::printf("%g\n", h[0]);
}
