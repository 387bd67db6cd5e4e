// EXPECT: use_after_free
// The table's address stays in a device variable after the table was freed.
#include <cuda_runtime.h>

#include <cstdio>
#include <cstdlib>
#include <vector>

static void check(cudaError_t error) {
  if (error == cudaSuccess) return;
  std::fprintf(stderr, "CUDA: %s\n", cudaGetErrorString(error));
  std::exit(1);
}

__device__ const int* colour_of;

__global__ void paint(int* image, int n) {
  int i = blockIdx.x * blockDim.x + threadIdx.x;
  if (i < n) image[i] = colour_of[i & 15];  // BUG
}

int main() {
  const int n = 640;
  std::vector<int> colours(16, 255), result(n);
  int *table, *image;
  check(cudaMalloc(&table, 16 * sizeof(int)));
  check(cudaMalloc(&image, n * sizeof(int)));
  check(cudaMemcpy(table, colours.data(), 16 * sizeof(int), cudaMemcpyHostToDevice));
  check(cudaMemcpyToSymbol(colour_of, &table, sizeof(table)));
  check(cudaFree(table));
  paint<<<n / 128, 128>>>(image, n);
  check(cudaGetLastError());
  check(cudaMemcpy(result.data(), image, n * sizeof(int), cudaMemcpyDeviceToHost));
  check(cudaFree(image));
  std::printf("%d\n", result[0]);
}
