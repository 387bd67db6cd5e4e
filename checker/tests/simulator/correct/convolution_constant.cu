// convolution_constant: a 5x5 filter from __constant__ memory, zero padding, one image and filter per grid.z.
#include "../check.hpp"

constexpr int radius = 2, width_of_filter = 2 * radius + 1, filters = 3;

__constant__ float weights[filters][width_of_filter][width_of_filter];
__constant__ float bias[filters] = {0.5f, 0.f, 0.f};

__global__ void convolve(const float* in, float* out, int height, int width) {
  const int x = blockIdx.x * blockDim.x + threadIdx.x;
  const int y = blockIdx.y * blockDim.y + threadIdx.y;
  const int f = blockIdx.z;
  if (x < width && y < height) {
    float sum = bias[f];
    for (int i = 0; i < width_of_filter; ++i) {
      for (int j = 0; j < width_of_filter; ++j) {
        const int yy = y + i - radius, xx = x + j - radius;
        if (yy >= 0 && yy < height && xx >= 0 && xx < width) sum += weights[f][i][j] * in[yy * width + xx];
      }
    }
    out[(f * height + y) * width + x] = sum;
  }
}

int main() {
  const int height = 27, width = 43;
  const int taps = width_of_filter * width_of_filter;
  std::vector<float> image(height * width), w(filters * taps);
  for (int i = 0; i < height * width; ++i) image[i] = static_cast<float>(i % 31) / 8.f;
  for (std::size_t i = 0; i < w.size(); ++i) w[i] = static_cast<float>(static_cast<int>(i % 9) - 4) / 4.f;
  const float b[filters] = {0.5f, -1.f, 2.f};

  CHECK(cudaMemcpyToSymbol(weights, w.data(), w.size() * sizeof(float)));
  CHECK(cudaMemcpyToSymbol(bias, &b[1], 2 * sizeof(float), sizeof(float)));  // the first one keeps its initial value
  const device_array<float> in(image), out(filters * image.size());
  const dim3 block(12, 10);
  convolve<<<dim3((width + 11) / 12, (height + 9) / 10, filters), block>>>(in.data(), out.data(), height, width);
  CHECK_LAUNCH();

  std::vector<double> expected(out.size());
  for (int f = 0; f < filters; ++f) {
    for (int y = 0; y < height; ++y) {
      for (int x = 0; x < width; ++x) {
        double sum = b[f];
        for (int t = 0; t < taps; ++t) {
          const int yy = y + t / width_of_filter - radius, xx = x + t % width_of_filter - radius;
          if (yy < 0 || yy >= height || xx < 0 || xx >= width) continue;
          sum += static_cast<double>(w[f * taps + t]) * image[yy * width + xx];
        }
        expected[(f * height + y) * width + x] = sum;
      }
    }
  }
  return verdict("convolution_constant", all_close(out.to_host(), expected, 1e-5));
}
