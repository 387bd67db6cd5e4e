// EXPECT: out_of_bounds
// Two arrays share the dynamic shared memory, and the launch has room for the first one only.
#include <cuda_runtime.h>

#include <cstdio>
#include <cstdlib>
#include <vector>

static void check(cudaError_t error) {
  if (error == cudaSuccess) return;
  std::fprintf(stderr, "CUDA: %s\n", cudaGetErrorString(error));
  std::exit(1);
}

__global__ void best_of_block(const float* score, int* best, int n) {
  extern __shared__ unsigned char room[];
  float* value = reinterpret_cast<float*>(room);
  int* index = reinterpret_cast<int*>(value + blockDim.x);
  int t = threadIdx.x, i = blockIdx.x * blockDim.x + t;
  value[t] = i < n ? score[i] : -1.f;
  index[t] = i;  // BUG
  __syncthreads();
  for (int d = blockDim.x / 2; d > 0; d /= 2) {
    if (t < d && value[t + d] > value[t]) {
      value[t] = value[t + d];
      index[t] = index[t + d];
    }
    __syncthreads();
  }
  if (t == 0) best[blockIdx.x] = index[0];
}

int main() {
  const int n = 300, block = 128, blocks = (n + block - 1) / block;
  std::vector<float> h(n);
  for (int i = 0; i < n; i++) h[i] = static_cast<float>(i * 37 % 101);
  float* score;
  int* best;
  check(cudaMalloc(&score, n * sizeof(float)));
  check(cudaMalloc(&best, blocks * sizeof(int)));
  check(cudaMemcpy(score, h.data(), n * sizeof(float), cudaMemcpyHostToDevice));
  best_of_block<<<blocks, block, block * sizeof(float)>>>(score, best, n);
  check(cudaGetLastError());
  std::vector<int> result(blocks);
  check(cudaMemcpy(result.data(), best, blocks * sizeof(int), cudaMemcpyDeviceToHost));
  check(cudaFree(score));
  check(cudaFree(best));
  std::printf("%d\n", result[0]);
}
