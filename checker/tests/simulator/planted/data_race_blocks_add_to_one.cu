// EXPECT: data_race
// Several blocks add their part to the same channel without an atomic.
// RESULT: right
#include <cuda_runtime.h>

#include <cstdio>
#include <cstdlib>
#include <vector>

static void check(cudaError_t error) {
  if (error == cudaSuccess) return;
  std::fprintf(stderr, "CUDA: %s\n", cudaGetErrorString(error));
  std::exit(1);
}

constexpr int block = 64;

__global__ void channel_sums(const int* x, int* sums, int pixels) {
  int c = blockIdx.y, v = 0;
  for (int p = blockIdx.x * block + threadIdx.x; p < pixels; p += gridDim.x * block) v += x[c * pixels + p];
  __shared__ int s[block];
  s[threadIdx.x] = v;
  __syncthreads();
  for (int d = block / 2; d > 0; d /= 2) {
    if (threadIdx.x < d) s[threadIdx.x] += s[threadIdx.x + d];
    __syncthreads();
  }
  if (threadIdx.x == 0) sums[c] += s[0];  // BUG
}

int main() {
  const int channels = 3, pixels = 500;
  std::vector<int> h(channels * pixels), expected(channels), result(channels);
  for (int i = 0; i < channels * pixels; i++) {
    h[i] = i % 19;
    expected[i / pixels] += h[i];
  }
  int *x, *sums;
  check(cudaMalloc(&x, h.size() * sizeof(int)));
  check(cudaMalloc(&sums, channels * sizeof(int)));
  check(cudaMemcpy(x, h.data(), h.size() * sizeof(int), cudaMemcpyHostToDevice));
  check(cudaMemset(sums, 0, channels * sizeof(int)));
  channel_sums<<<dim3(4, channels), block>>>(x, sums, pixels);
  check(cudaGetLastError());
  check(cudaMemcpy(result.data(), sums, channels * sizeof(int), cudaMemcpyDeviceToHost));
  check(cudaFree(x));
  check(cudaFree(sums));
  std::printf(result == expected ? "right\n" : "wrong\n");
  return result == expected ? 0 : 1;
}
