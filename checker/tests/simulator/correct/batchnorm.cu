// batchnorm: training step over NCHW; one block per channel finds the moments, another kernel normalises.
#include "../check.hpp"

struct shape {
  int n, c, hw;
};

__global__ void channel_moments(const float* x, shape s, float* mean, float* variance, float* running_mean,
                                float* running_variance, float momentum) {
  __shared__ double sums[2][64];
  const int channel = blockIdx.x, count = s.n * s.hw;
  double sum = 0, squares = 0;
  for (int i = threadIdx.x; i < count; i += blockDim.x) {
    const double v = x[(i / s.hw * s.c + channel) * s.hw + i % s.hw];
    sum += v;
    squares += v * v;
  }
  sums[0][threadIdx.x] = sum;
  sums[1][threadIdx.x] = squares;
  __syncthreads();
  for (int width = 32; width > 0; width >>= 1) {
    if (threadIdx.x < width) {
      sums[0][threadIdx.x] += sums[0][threadIdx.x + width];
      sums[1][threadIdx.x] += sums[1][threadIdx.x + width];
    }
    __syncthreads();
  }
  if (threadIdx.x == 0) {
    const double m = sums[0][0] / count, var = sums[1][0] / count - m * m;
    mean[channel] = static_cast<float>(m);
    variance[channel] = static_cast<float>(var);
    running_mean[channel] += momentum * (static_cast<float>(m) - running_mean[channel]);
    const float unbiased = static_cast<float>(var * count / (count - 1));
    running_variance[channel] += momentum * (unbiased - running_variance[channel]);
  }
}

__global__ void normalise(const float* x, float* y, shape s, const float* mean, const float* variance, float eps) {
  const int i = blockIdx.x * blockDim.x + threadIdx.x;
  if (i >= s.n * s.c * s.hw) return;
  const int channel = i / s.hw % s.c;
  y[i] = (x[i] - mean[channel]) * rsqrtf(variance[channel] + eps);
}

int main() {
  const shape s{4, 6, 35};
  const float eps = 1e-5f, momentum = 0.1f;
  std::vector<float> x(s.n * s.c * s.hw);
  for (std::size_t i = 0; i < x.size(); ++i) x[i] = static_cast<float>((i * 17) % 256) / 64.f + 3.f;
  std::vector<double> y(x.size()), r_mean(s.c), r_variance(s.c);
  const double count = s.n * s.hw;
  for (int c = 0; c < s.c; ++c) {
    const auto at = [&](int n, int p) { return (n * s.c + c) * s.hw + p; };
    double m = 0, v = 0;
    for (int n = 0; n < s.n; ++n)
      for (int p = 0; p < s.hw; ++p) m += x[at(n, p)] / count;
    for (int n = 0; n < s.n; ++n)
      for (int p = 0; p < s.hw; ++p) v += (x[at(n, p)] - m) * (x[at(n, p)] - m) / count;
    for (int n = 0; n < s.n; ++n)
      for (int p = 0; p < s.hw; ++p) y[at(n, p)] = (x[at(n, p)] - m) / std::sqrt(v + eps);
    r_mean[c] = momentum * m;
    r_variance[c] = 1 - momentum + momentum * v * count / (count - 1);
  }
  const device_array<float> d_x(x), d_y(x.size()), mean(s.c), variance(s.c);
  const device_array<float> running_mean(std::vector<float>(s.c, 0.f)), running_variance(std::vector<float>(s.c, 1.f));
  channel_moments<<<s.c, 64>>>(d_x.data(), s, mean.data(), variance.data(), running_mean.data(),
                               running_variance.data(), momentum);
  normalise<<<(x.size() + 149) / 150, 150>>>(d_x.data(), d_y.data(), s, mean.data(), variance.data(), eps);
  CHECK_LAUNCH();
  const bool right = all_close(d_y.to_host(), y, 1e-4) && all_close(running_mean.to_host(), r_mean, 1e-5) &&
                     all_close(running_variance.to_host(), r_variance, 1e-5);
  return verdict("batchnorm", right);
}
