// Blocks of 4 x 3 threads on an image of 10 channels and 6 pixels in the memory format channels_last. Prints: block,
// threadIdx.x, threadIdx.y, pixel, channel, and 1 if there is such a channel.
#include <cstdio>

__global__ void print_places(int channels, int pixels) {
  const int c = blockIdx.x * blockDim.x + threadIdx.x;
  for (int pixel = threadIdx.y; pixel < pixels; pixel += blockDim.y) {
    std::printf("%d %d %d %d %d %d\n", blockIdx.x, threadIdx.x, threadIdx.y, pixel, c, c < channels ? 1 : 0);
  }
}

int main() {
  print_places<<<3, dim3(4, 3)>>>(10, 6);
  cudaDeviceSynchronize();
}
