// transpose_batched: NCHW to NHWC and back by rectangular tiles, templated by type and tile, one image per grid.z.
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <vector>

#define CHECK(call)                                                           \
  do {                                                                        \
    if (const cudaError_t status = (call); status != cudaSuccess) {           \
      std::fprintf(stderr, "%d: %s\n", __LINE__, cudaGetErrorString(status)); \
      std::exit(EXIT_FAILURE);                                                \
    }                                                                         \
  } while (false)

// in[image][row][column] -> out[image][column][row], a tile of tile_x columns and tile_y rows per block.
template <class T, int tile_x, int tile_y>
__global__ void transpose_images(const T* __restrict__ in, T* __restrict__ out, int rows, int columns) {
  __shared__ T tile[tile_y][tile_x + 1];
  const std::size_t image = static_cast<std::size_t>(blockIdx.z) * rows * columns;
  const int column0 = blockIdx.x * tile_x, row0 = blockIdx.y * tile_y;
  const int thread = threadIdx.y * blockDim.x + threadIdx.x, threads = blockDim.x * blockDim.y;
  for (int k = thread; k < tile_x * tile_y; k += threads) {
    const int r = k / tile_x, c = k % tile_x;
    if (row0 + r < rows && column0 + c < columns) {
      tile[r][c] = in[image + static_cast<std::size_t>(row0 + r) * columns + column0 + c];
    }
  }
  __syncthreads();
  for (int k = thread; k < tile_x * tile_y; k += threads) {
    const int c = k / tile_y, r = k % tile_y;
    if (row0 + r < rows && column0 + c < columns) {
      out[image + static_cast<std::size_t>(column0 + c) * rows + row0 + r] = tile[r][c];
    }
  }
}

template <class T, int tile_x, int tile_y>
bool round_trip(int images, int channels, int pixels) {
  std::vector<T> x(static_cast<std::size_t>(images) * channels * pixels), nhwc(x.size()), back(x.size());
  std::memset(static_cast<void*>(x.data()), 0, x.size() * sizeof(T));
  for (std::size_t i = 0; i < x.size(); ++i)
    *reinterpret_cast<unsigned char*>(&x[i]) = static_cast<unsigned char>(i * 7);
  const std::size_t bytes = x.size() * sizeof(T);
  T *a, *b, *c;
  CHECK(cudaMalloc(&a, bytes));
  CHECK(cudaMalloc(&b, bytes));
  CHECK(cudaMalloc(&c, bytes));
  CHECK(cudaMemcpy(a, x.data(), bytes, cudaMemcpyHostToDevice));
  const auto tiles = [](int n, int tile) { return static_cast<unsigned>((n + tile - 1) / tile); };
  const dim3 block{20, 3};
  transpose_images<T, tile_x, tile_y>
      <<<dim3{tiles(pixels, tile_x), tiles(channels, tile_y), unsigned(images)}, block>>>(a, b, channels, pixels);
  CHECK(cudaGetLastError());
  transpose_images<T, tile_x, tile_y>
      <<<dim3{tiles(channels, tile_x), tiles(pixels, tile_y), unsigned(images)}, block>>>(b, c, pixels, channels);
  CHECK(cudaGetLastError());
  CHECK(cudaMemcpy(nhwc.data(), b, bytes, cudaMemcpyDeviceToHost));
  CHECK(cudaMemcpy(back.data(), c, bytes, cudaMemcpyDeviceToHost));
  CHECK(cudaFree(a));
  CHECK(cudaFree(b));
  CHECK(cudaFree(c));
  bool right = std::memcmp(x.data(), back.data(), bytes) == 0;
  for (int i = 0; i < images; ++i) {
    for (int ch = 0; ch < channels; ++ch) {
      for (int p = 0; p < pixels; ++p) {
        const T& from = x[(i * channels + ch) * pixels + p];
        right = right && std::memcmp(&from, &nhwc[(i * pixels + p) * channels + ch], sizeof(T)) == 0;
      }
    }
  }
  return right;
}

int main() {
  const bool right = round_trip<double, 16, 8>(3, 13, 35) && round_trip<uchar4, 32, 5>(2, 7, 81) &&
                     round_trip<unsigned char, 8, 16>(1, 30, 30);
  std::printf("transpose_batched: %s\n", right ? "right" : "WRONG");
  return right ? EXIT_SUCCESS : EXIT_FAILURE;
}
