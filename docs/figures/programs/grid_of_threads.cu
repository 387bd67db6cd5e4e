// The threads of a launch of 3 blocks of 64, for 150 elements. Prints: block, thread, warp in the block, element, and 1
// if there is such an element.
#include <cstdio>

__global__ void name_threads(int count) {
  const int i = blockIdx.x * blockDim.x + threadIdx.x;
  std::printf("%d %d %d %d %d\n", blockIdx.x, threadIdx.x, threadIdx.x / warpSize, i, i < count ? 1 : 0);
}

int main() {
  const int count = 150;
  const int threads = 64;
  name_threads<<<(count + threads - 1) / threads, threads>>>(count);
  cudaDeviceSynchronize();
}
