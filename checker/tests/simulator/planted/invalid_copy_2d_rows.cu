// EXPECT: invalid_copy
// cudaMemcpy2D wants the width in bytes and the height in rows, and gets the height in bytes as well.
#include <cuda_runtime.h>

#include <cstdio>
#include <cstdlib>
#include <vector>

static void check(cudaError_t error) {
  if (error == cudaSuccess) return;
  std::fprintf(stderr, "CUDA: %s\n", cudaGetErrorString(error));
  std::exit(1);
}

__global__ void invert(unsigned char* image, int pitch, int width, int height) {
  int col = blockIdx.x * blockDim.x + threadIdx.x, row = blockIdx.y;
  if (col < width && row < height) image[row * pitch + col] = 255 - image[row * pitch + col];
}

int main() {
  const int width = 50, height = 20, pitch = 64;
  std::vector<unsigned char> h(4 * width * height, 1);
  unsigned char* image;
  check(cudaMalloc(&image, pitch * height));
  check(cudaMemcpy2D(image, pitch, h.data(), width, width, height * sizeof(float), cudaMemcpyHostToDevice));  // BUG
  invert<<<dim3(1, height), 64>>>(image, pitch, width, height);
  check(cudaGetLastError());
  check(cudaMemcpy2D(h.data(), width, image, pitch, width, height, cudaMemcpyDeviceToHost));
  check(cudaFree(image));
  std::printf("%d\n", h[0]);
}
