// mandelbrot: escape times of a small picture, one thread a pixel, threads of a warp leaving their loops at any time.
#include "../check.hpp"

// Few pixels may differ from the host's: a GPU rounds a product and a sum once, together.
__host__ __device__ inline int escape_time(float cx, float cy, int limit) {
  float x = 0.f, y = 0.f;
  int i = 0;
  while (i < limit && x * x + y * y <= 4.f) {
    const float next = x * x - y * y + cx;
    y = 2.f * x * y + cy;
    x = next;
    ++i;
  }
  return i;
}

__global__ void mandelbrot(unsigned short* out, int width, int height, float2 corner, float step, int limit) {
  const int px = blockIdx.x * blockDim.x + threadIdx.x, py = blockIdx.y * blockDim.y + threadIdx.y;
  if (px >= width || py >= height) return;
  const float cx = corner.x + static_cast<float>(px) * step, cy = corner.y + static_cast<float>(py) * step;
  out[py * width + px] = static_cast<unsigned short>(escape_time(cx, cy, limit));
}

int main() {
  const int width = 90, height = 61, limit = 100;
  const float2 corner{-2.f, -1.f};
  const float step = 1.f / 32.f;
  const device_array<unsigned short> d_out(width * height);
  const dim3 block(14, 9);
  mandelbrot<<<dim3((width + 13) / 14, (height + 8) / 9), block>>>(d_out.data(), width, height, corner, step, limit);
  CHECK_LAUNCH();
  const auto out = d_out.to_host();
  int different = 0, inside = 0;
  for (int i = 0; i < width * height; ++i) {
    const float cx = corner.x + static_cast<float>(i % width) * step,
                cy = corner.y + static_cast<float>(i / width) * step;
    different += out[i] != escape_time(cx, cy, limit);
    inside += out[i] == limit;
  }
  return verdict("mandelbrot", different < width * height / 50 && inside > 500);
}
