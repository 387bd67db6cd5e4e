// im2col: convolution as patches by columns and a matrix product, with stride, padding and dilation.
#include "../check.hpp"

struct window {
  int channels, height, width, kernel, stride, padding, dilation;
  __host__ __device__ int extent(int size) const {
    return (size + 2 * padding - dilation * (kernel - 1) - 1) / stride + 1;
  }
  __host__ __device__ int out_height() const { return extent(height); }
  __host__ __device__ int out_width() const { return extent(width); }
  __host__ __device__ int rows() const { return channels * kernel * kernel; }
  __host__ __device__ int columns() const { return out_height() * out_width(); }
};

// One thread per channel and output pixel writes kernel * kernel values.
__global__ void im2col(const float* image, float* matrix, window w) {
  for (int i = blockIdx.x * blockDim.x + threadIdx.x; i < w.channels * w.columns(); i += gridDim.x * blockDim.x) {
    const int pixel = i % w.columns(), c = i / w.columns();
    const int y0 = pixel / w.out_width() * w.stride - w.padding, x0 = pixel % w.out_width() * w.stride - w.padding;
    for (int k = 0; k < w.kernel * w.kernel; ++k) {
      const int y = y0 + k / w.kernel * w.dilation, x = x0 + k % w.kernel * w.dilation;
      const bool inside = y >= 0 && y < w.height && x >= 0 && x < w.width;
      matrix[(c * w.kernel * w.kernel + k) * w.columns() + pixel] =
          inside ? image[(c * w.height + y) * w.width + x] : 0;
    }
  }
}

__global__ void multiply(const float* weights, const float* matrix, float* out, int filters, int rows, int columns) {
  const int column = blockIdx.x * blockDim.x + threadIdx.x, filter = blockIdx.y;
  if (filter >= filters || column >= columns) return;
  float sum = 0.f;
  for (int r = 0; r < rows; ++r) sum += weights[filter * rows + r] * matrix[r * columns + column];
  out[filter * columns + column] = sum;
}

int main() {
  const window w{3, 14, 19, 3, 2, 2, 2};
  const int filters = 4;
  std::vector<float> image(w.channels * w.height * w.width), weights(filters * w.rows());
  for (std::size_t i = 0; i < image.size(); ++i) image[i] = static_cast<float>(i % 23) - 11.f;
  for (std::size_t i = 0; i < weights.size(); ++i) weights[i] = static_cast<float>(i % 5) * 0.25f;
  const device_array<float> d_image(image), d_weights(weights), matrix(w.rows() * w.columns()),
      out(filters * w.columns());
  im2col<<<3, 80>>>(d_image.data(), matrix.data(), w);
  multiply<<<dim3((w.columns() + 31) / 32, filters), 32>>>(d_weights.data(), matrix.data(), out.data(), filters,
                                                           w.rows(), w.columns());
  CHECK_LAUNCH();
  std::vector<double> expected(out.size(), 0.0);
  for (int f = 0; f < filters; ++f) {
    for (int p = 0; p < w.columns(); ++p) {
      for (int r = 0; r < w.rows(); ++r) {
        const int c = r / (w.kernel * w.kernel), k = r % (w.kernel * w.kernel);
        const int y = p / w.out_width() * w.stride - w.padding + k / w.kernel * w.dilation;
        const int x = p % w.out_width() * w.stride - w.padding + k % w.kernel * w.dilation;
        if (y < 0 || y >= w.height || x < 0 || x >= w.width) continue;
        expected[f * w.columns() + p] += weights[f * w.rows() + r] * image[(c * w.height + y) * w.width + x];
      }
    }
  }
  return verdict("im2col", all_close(out.to_host(), expected, 1e-5));
}
