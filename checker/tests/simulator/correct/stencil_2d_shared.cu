// stencil_2d_shared: a 3x3 median by tiles with halo, loaded by a strided loop over the block's threads.
#include <algorithm>

#include "../check.hpp"

constexpr int tile_w = 20, tile_h = 6, halo_w = tile_w + 2, halo_h = tile_h + 2;

__host__ __device__ inline int clamped(int i, int n) { return i < 0 ? 0 : i >= n ? n - 1 : i; }

__device__ int median(int (&v)[9]) {
  for (int i = 1; i < 9; ++i) {  // insertion sort in a local array
    const int x = v[i];
    int j = i;
    for (; j > 0 && v[j - 1] > x; --j) v[j] = v[j - 1];
    v[j] = x;
  }
  return v[4];
}

__global__ void median_filter(const unsigned char* in, unsigned char* out, int width, int height) {
  __shared__ unsigned char tile[halo_h][halo_w];
  const int x0 = blockIdx.x * tile_w - 1, y0 = blockIdx.y * tile_h - 1;
  for (int k = threadIdx.y * tile_w + threadIdx.x; k < halo_w * halo_h; k += tile_w * tile_h) {
    const int y = clamped(y0 + k / halo_w, height), x = clamped(x0 + k % halo_w, width);
    tile[k / halo_w][k % halo_w] = in[y * width + x];
  }
  __syncthreads();
  const int x = blockIdx.x * tile_w + threadIdx.x, y = blockIdx.y * tile_h + threadIdx.y;
  if (x >= width || y >= height) return;
  int v[9];
  for (int dy = 0; dy < 3; ++dy) {
    for (int dx = 0; dx < 3; ++dx) v[3 * dy + dx] = tile[threadIdx.y + dy][threadIdx.x + dx];
  }
  out[y * width + x] = static_cast<unsigned char>(median(v));
}

int main() {
  const int width = 73, height = 31;
  std::vector<unsigned char> image(width * height), expected(image.size());
  for (int i = 0; i < width * height; ++i) image[i] = static_cast<unsigned char>((i * 89 + i / 7 * 31) % 256);
  for (int y = 0; y < height; ++y) {
    for (int x = 0; x < width; ++x) {
      std::vector<unsigned char> v;
      for (int dy = -1; dy <= 1; ++dy) {
        for (int dx = -1; dx <= 1; ++dx) v.push_back(image[clamped(y + dy, height) * width + clamped(x + dx, width)]);
      }
      std::nth_element(v.begin(), v.begin() + 4, v.end());
      expected[y * width + x] = v[4];
    }
  }
  const device_array<unsigned char> in(image), out(image.size());
  const dim3 grid((width + tile_w - 1) / tile_w, (height + tile_h - 1) / tile_h);
  median_filter<<<grid, dim3(tile_w, tile_h)>>>(in.data(), out.data(), width, height);
  CHECK_LAUNCH();
  return verdict("stencil_2d_shared", out.to_host() == expected);
}
