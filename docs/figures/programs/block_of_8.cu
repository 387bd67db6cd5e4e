// Which thread of a block of 8 reads which element of a map of 20. Prints: thread, element.
#include <cstdio>

__global__ void read_map(int size) {
  for (int i = threadIdx.x; i < size; i += blockDim.x) std::printf("%d %d\n", threadIdx.x, i);
}

int main() {
  read_map<<<1, 8>>>(20);
  cudaDeviceSynchronize();
}
