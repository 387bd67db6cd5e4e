// adam: a fused optimiser step with state on the GPU, parameters by value, gradient norm clipped by a device scalar.
#include "../check.hpp"

struct adam_options {
  float rate = 0.01f, beta1 = 0.9f, beta2 = 0.99f, epsilon = 1e-6f, longest_gradient = 2.f;
  float correction1 = 1.f, correction2 = 1.f;
};

// The squared norm, by one block. Only this kernel writes *squared_norm.
__global__ void norm(const float* gradient, int n, float* squared_norm) {
  __shared__ float s[8];
  float sum = 0.f;
  for (int i = threadIdx.x; i < n; i += blockDim.x) sum += gradient[i] * gradient[i];
  for (int offset = 16; offset > 0; offset >>= 1) sum += __shfl_down_sync(0xffffffffu, sum, offset);
  if ((threadIdx.x & 31) == 0) s[threadIdx.x >> 5] = sum;
  __syncthreads();
  if (threadIdx.x < 8) {
    sum = s[threadIdx.x];
    for (int offset = 4; offset > 0; offset >>= 1) sum += __shfl_down_sync(0x000000ffu, sum, offset, 8);
    if (threadIdx.x == 0) *squared_norm = sum;
  }
}

__global__ void step(float* __restrict__ w, float* __restrict__ m, float* __restrict__ v,
                     const float* __restrict__ gradient, const float* squared_norm, int n, adam_options o) {
  const int i = blockIdx.x * blockDim.x + threadIdx.x;
  if (i >= n) return;
  const float length = sqrtf(*squared_norm);
  const float g = gradient[i] * (length > o.longest_gradient ? o.longest_gradient / length : 1.f);
  m[i] = o.beta1 * m[i] + (1.f - o.beta1) * g;
  v[i] = o.beta2 * v[i] + (1.f - o.beta2) * g * g;
  w[i] -= o.rate * (m[i] * o.correction1) / (sqrtf(v[i] * o.correction2) + o.epsilon);
}

int main() {
  const int n = 777;
  std::vector<float> w(n), gradient(n);
  for (int i = 0; i < n; ++i) w[i] = static_cast<float>(i % 21) / 10.f - 1.f;
  std::vector<double> expected(w.begin(), w.end()), m(n, 0.0), v(n, 0.0);
  const device_array<float> d_w(w), d_gradient(n), squared_norm(1);
  device_array<float> d_m(n), d_v(n);
  d_m.zero();
  d_v.zero();
  adam_options o;
  double power1 = 1, power2 = 1;
  for (int t = 1; t <= 5; ++t) {
    double squares = 0;
    for (int i = 0; i < n; ++i) {
      gradient[i] = static_cast<float>((i * t) % 17 - 8) / (t < 4 ? 8.f : 1024.f);  // clipped, and later not
      squares += static_cast<double>(gradient[i]) * gradient[i];
    }
    power1 *= o.beta1;
    power2 *= o.beta2;
    o.correction1 = static_cast<float>(1 / (1 - power1));
    o.correction2 = static_cast<float>(1 / (1 - power2));
    CHECK(cudaMemcpy(d_gradient.data(), gradient.data(), n * sizeof(float), cudaMemcpyHostToDevice));
    norm<<<1, 256>>>(d_gradient.data(), n, squared_norm.data());
    step<<<(n + 63) / 64, 64>>>(d_w.data(), d_m.data(), d_v.data(), d_gradient.data(), squared_norm.data(), n, o);
    CHECK_LAUNCH();
    const double scale = std::sqrt(squares) > o.longest_gradient ? o.longest_gradient / std::sqrt(squares) : 1.0;
    for (int i = 0; i < n; ++i) {
      const double g = gradient[i] * scale;
      m[i] = o.beta1 * m[i] + (1.0 - o.beta1) * g;
      v[i] = o.beta2 * v[i] + (1.0 - o.beta2) * g * g;
      expected[i] -= o.rate * m[i] * o.correction1 / (std::sqrt(v[i] * o.correction2) + o.epsilon);
    }
  }
  return verdict("adam", all_close(d_w.to_host(), expected, 1e-4));
}
