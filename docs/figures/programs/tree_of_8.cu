// The sums in shared memory of a block of 8 on the first map of the case four_by_five, times 64. Prints: round, and the
// eight sums. Round 0 is what the threads have read.
#include <cstdio>

__global__ void trace_tree(const int* map, int size) {
  __shared__ int partial[8];
  const int thread = threadIdx.x;
  int sum = 0;
  for (int i = thread; i < size; i += blockDim.x) sum += map[i];
  partial[thread] = sum;
  __syncthreads();
  for (int half = 8, round = 0; half > 0; half /= 2, ++round) {
    if (half < 8 && thread < half) partial[thread] += partial[thread + half];
    __syncthreads();
    if (thread == 0) {
      std::printf("%d", round);
      for (int t = 0; t < 8; ++t) std::printf(" %d", partial[t]);
      std::printf("\n");
    }
    __syncthreads();
  }
}

int main() {
  const int map[20] = {3, 5, 2, 4, 7, 5, 4, 7, 4, 8, 7, 4, 4, 4, 7, 3, 4, 4, 2, 8};
  int* device_map;
  cudaMalloc(&device_map, sizeof(map));
  cudaMemcpy(device_map, map, sizeof(map), cudaMemcpyHostToDevice);
  trace_tree<<<1, 8>>>(device_map, 20);
  cudaDeviceSynchronize();
  cudaFree(device_map);
}
