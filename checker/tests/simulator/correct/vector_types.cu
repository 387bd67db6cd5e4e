// vector_types: saxpy by float4, complex products by float2, RGBA to grey by uchar4, and int4 with a scalar rest.
#include "../check.hpp"

__global__ void saxpy4(float a, const float4* x, float4* y, int quads) {
  const int i = blockIdx.x * blockDim.x + threadIdx.x;
  if (i >= quads) return;
  const float4 p = x[i];
  float4 q = y[i];
  q.x += a * p.x;
  q.y += a * p.y;
  q.z += a * p.z;
  q.w += a * p.w;
  y[i] = q;
}

__host__ __device__ inline float2 operator*(float2 a, float2 b) {
  return make_float2(a.x * b.x - a.y * b.y, a.x * b.y + a.y * b.x);
}

__global__ void multiply_complex(const float2* a, const float2* b, float2* c, int n) {
  const int i = blockIdx.x * blockDim.x + threadIdx.x;
  if (i < n) c[i] = a[i] * b[i];
}

__global__ void to_grey(const uchar4* rgba, unsigned char* grey, int n) {
  const int i = blockIdx.x * blockDim.x + threadIdx.x;
  if (i < n) grey[i] = static_cast<unsigned char>((rgba[i].x * 77 + rgba[i].y * 150 + rgba[i].z * 29) >> 8);
}

__global__ void increment(int* x, int n) {
  const int i = blockIdx.x * blockDim.x + threadIdx.x;
  if (i < n / 4) {
    int4* const p = reinterpret_cast<int4*>(x) + i;
    *p = make_int4(p->x + 1, p->y + 1, p->z + 1, p->w + 1);
  }
  if (i < n % 4) ++x[n / 4 * 4 + i];
}

int main() {
  const int n = 1002, quads = 250;
  std::vector<float4> x(quads), y(quads);
  std::vector<float2> a(n), b(n);
  std::vector<uchar4> pixels(n);
  for (int i = 0; i < quads; ++i) {
    const float f = static_cast<float>(i);
    x[i] = make_float4(f, f + 1, f + 2, f + 3);
    y[i] = make_float4(1, 2, 3, 4);
  }
  for (int i = 0; i < n; ++i) {
    a[i] = make_float2(static_cast<float>(i % 9), -2.f);
    b[i] = make_float2(0.5f, static_cast<float>(i % 4));
    pixels[i] = make_uchar4(i % 256, (i * 3) % 256, (i * 7) % 256, 255);
  }
  const device_array<float4> d_x(x), d_y(y);
  const device_array<float2> d_a(a), d_b(b), d_c(n);
  const device_array<uchar4> d_pixels(pixels);
  const device_array<unsigned char> d_grey(n);
  const device_array<int> d_counts(std::vector<int>(n, 41));
  saxpy4<<<(quads + 95) / 96, 96>>>(2.f, d_x.data(), d_y.data(), quads);
  multiply_complex<<<(n + 127) / 128, 128>>>(d_a.data(), d_b.data(), d_c.data(), n);
  to_grey<<<(n + 127) / 128, 128>>>(d_pixels.data(), d_grey.data(), n);
  increment<<<(n / 4 + 63) / 64, 64>>>(d_counts.data(), n);
  CHECK_LAUNCH();

  const auto sums = d_y.to_host();
  const auto products = d_c.to_host();
  const auto grey = d_grey.to_host();
  bool right = d_counts.to_host() == std::vector<int>(n, 42);
  for (int i = 0; i < quads; ++i) {
    right = right && sums[i].x == 1 + 2 * x[i].x && sums[i].y == 2 + 2 * x[i].y && sums[i].z == 3 + 2 * x[i].z &&
            sums[i].w == 4 + 2 * x[i].w;
  }
  for (int i = 0; i < n; ++i) {
    const float2 p = a[i] * b[i];
    right = right && products[i].x == p.x && products[i].y == p.y;
    right = right && grey[i] == ((pixels[i].x * 77 + pixels[i].y * 150 + pixels[i].z * 29) >> 8);
  }
  return verdict("vector_types", right);
}
