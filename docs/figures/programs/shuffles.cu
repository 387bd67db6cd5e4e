// A warp adds up by shuffles. Each lane begins with 1, so what it holds is the number of lanes in its sum. Prints:
// distance (32 before the first shuffle), lane, what it holds.
#include <cstdio>

__global__ void trace_shuffles() {
  const int lane = threadIdx.x;
  int sum = 1;
  std::printf("32 %d %d\n", lane, sum);
  for (int distance = 16; distance > 0; distance /= 2) {
    sum += __shfl_down_sync(0xffffffffu, sum, distance);
    std::printf("%d %d %d\n", distance, lane, sum);
  }
}

int main() {
  trace_shuffles<<<1, 32>>>();
  cudaDeviceSynchronize();
}
