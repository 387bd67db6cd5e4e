// fft: radix-2 transforms of complex rows in shared memory, forth and back, one block a row.
#include "../check.hpp"

constexpr int size = 128, bits = 7;

__device__ float2 times(float2 a, float2 b) { return make_float2(a.x * b.x - a.y * b.y, a.x * b.y + a.y * b.x); }

template <int sign>
__global__ void fft(const float2* in, float2* out) {
  __shared__ float2 s[size];
  const int t = threadIdx.x;  // size / 2 threads
  for (int i = t; i < size; i += size / 2)
    s[__brev(static_cast<unsigned>(i)) >> (32 - bits)] = in[blockIdx.x * size + i];
  __syncthreads();
  for (int half = 1; half < size; half *= 2) {
    const int k = t & (half - 1), low = 2 * (t - k) + k, high = low + half;
    float sine, cosine;
    sincosf(static_cast<float>(sign) * 3.14159265f * static_cast<float>(k) / static_cast<float>(half), &sine, &cosine);
    const float2 a = s[low], b = times(s[high], make_float2(cosine, sine));
    s[low] = make_float2(a.x + b.x, a.y + b.y);
    s[high] = make_float2(a.x - b.x, a.y - b.y);
    __syncthreads();
  }
  const float scale = sign > 0 ? 1.f / size : 1.f;
  for (int i = t; i < size; i += size / 2) out[blockIdx.x * size + i] = make_float2(s[i].x * scale, s[i].y * scale);
}

std::vector<double> flat(const std::vector<float2>& v) {
  std::vector<double> f;
  for (const float2& c : v) f.insert(f.end(), {c.x, c.y});
  return f;
}

int main() {
  const int rows = 5;
  std::vector<float2> x(rows * size);
  for (int i = 0; i < rows * size; ++i) {
    x[i] = make_float2(static_cast<float>((i * 23) % 64) / 32.f - 1.f, static_cast<float>(i % 3));
  }
  std::vector<double> expected;
  for (int r = 0; r < rows; ++r) {
    for (int k = 0; k < size; ++k) {
      double re = 0, im = 0;
      for (int j = 0; j < size; ++j) {
        const double angle = -2 * 3.14159265358979323846 * k * j / size, c = std::cos(angle), s = std::sin(angle);
        re += x[r * size + j].x * c - x[r * size + j].y * s;
        im += x[r * size + j].x * s + x[r * size + j].y * c;
      }
      expected.insert(expected.end(), {re, im});
    }
  }
  const device_array<float2> in(x), spectrum(x.size()), back(x.size());
  fft<-1><<<rows, size / 2>>>(in.data(), spectrum.data());
  fft<1><<<rows, size / 2>>>(spectrum.data(), back.data());
  CHECK_LAUNCH();
  const bool right =
      all_close(flat(spectrum.to_host()), expected, 1e-4) && all_close(flat(back.to_host()), flat(x), 1e-5);
  return verdict("fft", right);
}
