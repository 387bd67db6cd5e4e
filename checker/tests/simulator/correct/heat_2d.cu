// heat_2d: Jacobi's 5-point iteration between two buffers until no thread raises the flag that something moved.
#include <utility>

#include "../check.hpp"

__host__ __device__ inline float relaxed(const float* t, int i, int width) {
  return 0.25f * (t[i - 1] + t[i + 1] + t[i - width] + t[i + width]);
}

// Every thread that moved by more than `least` writes the same 1: which of them comes last does not matter.
__global__ void relax(const float* __restrict__ from, float* __restrict__ to, int width, int height, float least,
                      int* moved) {
  const int x = blockIdx.x * blockDim.x + threadIdx.x, y = blockIdx.y * blockDim.y + threadIdx.y;
  if (x >= width || y >= height) return;
  const int i = y * width + x;
  if (x == 0 || y == 0 || x == width - 1 || y == height - 1) {
    to[i] = from[i];  // the border is held
    return;
  }
  to[i] = relaxed(from, i, width);
  if (fabsf(to[i] - from[i]) > least) *moved = 1;
}

int main() {
  const int width = 29, height = 18;
  const float least = 0.2f;
  std::vector<float> t(width * height, 0.f);
  for (int x = 0; x < width; ++x) t[x] = 100.f;

  device_array<float> a(t), b(t.size());
  device_array<int> moved(1);
  const dim3 block(8, 6);
  const dim3 grid((width + block.x - 1) / block.x, (height + block.y - 1) / block.y);
  float *from = a.data(), *to = b.data();
  int steps = 0;
  for (int any = 1; any && steps < 200; ++steps) {
    moved.zero();
    relax<<<grid, block>>>(from, to, width, height, least, moved.data());
    CHECK_LAUNCH();
    any = moved.to_host()[0];
    std::swap(from, to);
  }

  std::vector<float> next(t), got(t.size());
  for (int s = 0; s < steps; ++s) {
    for (int y = 1; y < height - 1; ++y) {
      for (int x = 1; x < width - 1; ++x) next[y * width + x] = relaxed(t.data(), y * width + x, width);
    }
    t.swap(next);
  }
  CHECK(cudaMemcpy(got.data(), from, got.size() * sizeof(float), cudaMemcpyDeviceToHost));
  return verdict("heat_2d", steps > 20 && steps < 200 && all_close(got, t, 1e-5));
}
