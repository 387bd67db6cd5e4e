// avg_pool2d: windows with stride and padding, counted with or without the padding; the gradient gathers.
#include "../check.hpp"

struct pooling {
  int planes, height, width, kernel, stride, padding;
  bool count_include_pad;

  __host__ __device__ int out_height() const { return (height + 2 * padding - kernel) / stride + 1; }
  __host__ __device__ int out_width() const { return (width + 2 * padding - kernel) / stride + 1; }
  __host__ __device__ static int limited(int i, int size) { return i < 0 ? 0 : i > size ? size : i; }

  __host__ __device__ float divisor(int oy, int ox) const {
    if (count_include_pad) return static_cast<float>(kernel * kernel);
    const int y = oy * stride - padding, x = ox * stride - padding;
    return static_cast<float>((limited(y + kernel, height) - limited(y, height)) *
                              (limited(x + kernel, width) - limited(x, width)));
  }
};

__global__ void avg_pool2d_forward_kernel(float* y, const float* x, pooling p) {
  const int outputs = p.planes * p.out_height() * p.out_width();
  for (int o = blockIdx.x * blockDim.x + threadIdx.x; o < outputs; o += gridDim.x * blockDim.x) {
    const int ox = o % p.out_width(), oy = o / p.out_width() % p.out_height();
    const float* plane = x + o / (p.out_width() * p.out_height()) * p.height * p.width;
    float sum = 0.f;
    for (int iy = oy * p.stride - p.padding; iy < oy * p.stride - p.padding + p.kernel; ++iy) {
      for (int ix = ox * p.stride - p.padding; ix < ox * p.stride - p.padding + p.kernel; ++ix) {
        if (iy >= 0 && iy < p.height && ix >= 0 && ix < p.width) sum += plane[iy * p.width + ix];
      }
    }
    y[o] = sum / p.divisor(oy, ox);
  }
}

__global__ void avg_pool2d_backward_kernel(float* dx, const float* dy, pooling p) {
  const int i = blockIdx.x * blockDim.x + threadIdx.x;
  if (i >= p.planes * p.height * p.width) return;
  const int ix = i % p.width, iy = i / p.width % p.height, plane = i / (p.width * p.height);
  float sum = 0.f;
  for (int oy = 0; oy < p.out_height(); ++oy) {
    const int top = oy * p.stride - p.padding;
    if (iy < top || iy >= top + p.kernel) continue;
    for (int ox = 0; ox < p.out_width(); ++ox) {
      const int left = ox * p.stride - p.padding;
      if (ix < left || ix >= left + p.kernel) continue;
      sum += dy[(plane * p.out_height() + oy) * p.out_width() + ox] / p.divisor(oy, ox);
    }
  }
  dx[i] = sum;
}

int main() {
  bool right = true;
  for (const pooling& p : {pooling{3, 11, 15, 3, 2, 1, true}, pooling{2, 9, 13, 4, 3, 2, false}}) {
    const int outputs = p.planes * p.out_height() * p.out_width(), inputs = p.planes * p.height * p.width;
    std::vector<float> x(inputs), dy(outputs);
    std::vector<double> y(outputs, 0.0), dx(inputs, 0.0);
    for (int i = 0; i < inputs; ++i) x[i] = static_cast<float>((i * 13) % 64) / 64.f;
    for (int o = 0; o < outputs; ++o) dy[o] = static_cast<float>(o % 8) - 3.f;
    for (int o = 0; o < outputs; ++o) {
      const int ox = o % p.out_width(), oy = o / p.out_width() % p.out_height();
      const int base = o / (p.out_width() * p.out_height()) * p.height * p.width;
      for (int k = 0; k < p.kernel * p.kernel; ++k) {
        const int iy = oy * p.stride - p.padding + k / p.kernel, ix = ox * p.stride - p.padding + k % p.kernel;
        if (iy < 0 || iy >= p.height || ix < 0 || ix >= p.width) continue;
        y[o] += x[base + iy * p.width + ix] / static_cast<double>(p.divisor(oy, ox));
        dx[base + iy * p.width + ix] += dy[o] / static_cast<double>(p.divisor(oy, ox));
      }
    }
    const device_array<float> d_x(x), d_y(outputs), d_dy(dy), d_dx(inputs);
    avg_pool2d_forward_kernel<<<2, 60>>>(d_y.data(), d_x.data(), p);
    avg_pool2d_backward_kernel<<<(inputs + 127) / 128, 128>>>(d_dx.data(), d_dy.data(), p);
    CHECK_LAUNCH();
    right = right && all_close(d_y.to_host(), y, 1e-6) && all_close(d_dx.to_host(), dx, 1e-6);
  }
  return verdict("avg_pool2d", right);
}
