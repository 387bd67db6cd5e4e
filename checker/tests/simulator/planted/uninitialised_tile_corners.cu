// EXPECT: uninitialised
// The tile's border is loaded left, right, above and below; its four corners are not, and a 3 x 3 window needs them.
#include <cuda_runtime.h>

#include <cstdio>
#include <cstdlib>
#include <vector>

static void check(cudaError_t error) {
  if (error == cudaSuccess) return;
  std::fprintf(stderr, "CUDA: %s\n", cudaGetErrorString(error));
  std::exit(1);
}

constexpr int size = 8;

__global__ void blur(const float* image, float* out, int width) {
  __shared__ float tile[size + 2][size + 2];
  int tx = threadIdx.x, ty = threadIdx.y;
  int col = blockIdx.x * size + tx + 1, row = blockIdx.y * size + ty + 1;  // the image has a border of its own
  tile[ty + 1][tx + 1] = image[row * width + col];
  if (tx == 0) tile[ty + 1][0] = image[row * width + col - 1];
  if (tx == size - 1) tile[ty + 1][size + 1] = image[row * width + col + 1];
  if (ty == 0) tile[0][tx + 1] = image[(row - 1) * width + col];
  if (ty == size - 1) tile[size + 1][tx + 1] = image[(row + 1) * width + col];
  __syncthreads();
  float sum = 0.f;
  for (int dy = 0; dy < 3; dy++) {
    for (int dx = 0; dx < 3; dx++) sum += tile[ty + dy][tx + dx];  // BUG
  }
  out[row * width + col] = sum / 9;
}

int main() {
  const int width = 3 * size + 2, height = 2 * size + 2, n = width * height;
  std::vector<float> h(n, 9.f);
  float *image, *out;
  check(cudaMalloc(&image, n * sizeof(float)));
  check(cudaMalloc(&out, n * sizeof(float)));
  check(cudaMemcpy(image, h.data(), n * sizeof(float), cudaMemcpyHostToDevice));
  check(cudaMemset(out, 0, n * sizeof(float)));
  blur<<<dim3(3, 2), dim3(size, size)>>>(image, out, width);
  check(cudaGetLastError());
  check(cudaMemcpy(h.data(), out, n * sizeof(float), cudaMemcpyDeviceToHost));
  check(cudaFree(image));
  check(cudaFree(out));
  std::printf("%g\n", h[width + 1]);
}
