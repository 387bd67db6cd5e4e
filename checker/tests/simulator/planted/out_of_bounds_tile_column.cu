// EXPECT: out_of_bounds
// The right neighbour of a tile's last column is the first element of its next row, not the next pixel.
#include <cuda_runtime.h>

#include <cstdio>
#include <cstdlib>
#include <vector>

#define CHECK(call)                                                                       \
  do {                                                                                    \
    cudaError_t error = (call);                                                           \
    if (error != cudaSuccess) {                                                           \
      std::fprintf(stderr, "%s:%d: %s\n", __FILE__, __LINE__, cudaGetErrorString(error)); \
      std::exit(1);                                                                       \
    }                                                                                     \
  } while (0)

constexpr int tile_size = 16;

__global__ void slope(const float* image, float* dx, int width, int height) {
  __shared__ float tile[tile_size][tile_size];
  int col = blockIdx.x * tile_size + threadIdx.x;
  int row = blockIdx.y * tile_size + threadIdx.y;
  bool inside = col < width && row < height;
  tile[threadIdx.y][threadIdx.x] = inside ? image[row * width + col] : 0.f;
  __syncthreads();
  if (!inside || col + 1 >= width) return;
  float right = tile[threadIdx.y][threadIdx.x + 1];  // BUG
  dx[row * width + col] = right - tile[threadIdx.y][threadIdx.x];
}

int main() {
  const int width = 45, height = 19, n = width * height;
  std::vector<float> h(n);
  for (int i = 0; i < n; i++) h[i] = static_cast<float>(i % width);
  float *image, *dx;
  CHECK(cudaMalloc(&image, n * sizeof(float)));
  CHECK(cudaMalloc(&dx, n * sizeof(float)));
  CHECK(cudaMemcpy(image, h.data(), n * sizeof(float), cudaMemcpyHostToDevice));
  CHECK(cudaMemset(dx, 0, n * sizeof(float)));
  dim3 block(tile_size, tile_size), grid((width + 15) / 16, (height + 15) / 16);
  slope<<<grid, block>>>(image, dx, width, height);
  CHECK(cudaGetLastError());
  CHECK(cudaMemcpy(h.data(), dx, n * sizeof(float), cudaMemcpyDeviceToHost));
  CHECK(cudaFree(image));
  CHECK(cudaFree(dx));
  std::printf("%g\n", h[1]);
}
