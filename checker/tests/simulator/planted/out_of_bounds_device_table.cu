// EXPECT: out_of_bounds
// The table has an entry for every fourth of 256 pixel values, but the index is made as if for every second.
#include <cuda_runtime.h>

#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <vector>

static void check(cudaError_t error) {
  if (error == cudaSuccess) return;
  std::fprintf(stderr, "CUDA: %s\n", cudaGetErrorString(error));
  std::exit(1);
}

__device__ float gamma_table[64];

__global__ void correct(const unsigned char* image, float* out, int n) {
  int i = blockIdx.x * blockDim.x + threadIdx.x;
  if (i < n) out[i] = gamma_table[image[i] / 2];  // BUG
}

int main() {
  const int n = 1024;
  std::vector<unsigned char> image(n);
  for (int i = 0; i < n; i++) image[i] = static_cast<unsigned char>(i % 256);
  std::vector<float> table(64), result(n);
  for (int i = 0; i < 64; i++) table[i] = std::pow(i / 63.f, 2.2f);
  unsigned char* d_image;
  float* d_out;
  check(cudaMalloc(&d_image, n));
  check(cudaMalloc(&d_out, n * sizeof(float)));
  check(cudaMemcpy(d_image, image.data(), n, cudaMemcpyHostToDevice));
  check(cudaMemcpyToSymbol(gamma_table, table.data(), table.size() * sizeof(float)));
  correct<<<n / 256, 256>>>(d_image, d_out, n);
  check(cudaGetLastError());
  check(cudaMemcpy(result.data(), d_out, n * sizeof(float), cudaMemcpyDeviceToHost));
  check(cudaFree(d_image));
  check(cudaFree(d_out));
  std::printf("%g\n", result[0]);
}
