// EXPECT: out_of_bounds
// The pitch counts bytes, but it is added to a pointer to float, which goes four times as far.
#include <cuda_runtime.h>

#include <cstdio>
#include <cstdlib>
#include <vector>

static void check(cudaError_t error) {
  if (error == cudaSuccess) return;
  std::fprintf(stderr, "CUDA: %s\n", cudaGetErrorString(error));
  std::exit(1);
}

__global__ void add_to_rows(float* image, size_t pitch, int width, int height, float value) {
  int col = blockIdx.x * blockDim.x + threadIdx.x;
  int row = blockIdx.y;
  if (col < width && row < height) image[row * pitch + col] += value;  // BUG
}

int main() {
  const int width = 100, height = 400;
  const size_t pitch = 512;
  float* image;
  check(cudaMalloc(&image, pitch * height));
  check(cudaMemset(image, 0, pitch * height));
  add_to_rows<<<dim3(1, height), 100>>>(image, pitch, width, height, 1.5f);
  check(cudaGetLastError());
  std::vector<float> row(width);
  check(cudaMemcpy(row.data(), image, width * sizeof(float), cudaMemcpyDeviceToHost));
  check(cudaFree(image));
  std::printf("%g\n", row[0]);
}
