// device_functions: inlined and not inlined functions, launch bounds, restrict pointers, polynomials and bit tricks.
#include "../check.hpp"

template <int degree>
__host__ __device__ __forceinline__ double horner(const double (&c)[degree + 1], double x) {
  double sum = c[degree];
  for (int i = degree - 1; i >= 0; --i) sum = sum * x + c[i];
  return sum;
}

__device__ __noinline__ int collatz_steps(unsigned n) {
  int steps = 0;
  for (; n != 1; ++steps) n = n % 2 ? 3 * n + 1 : n / 2;
  return steps;
}

__device__ static inline unsigned greatest_power_of_two(unsigned n) {
  return 0x80000000u >> __clz(static_cast<int>(n));
}

struct bits {
  int ones, first, leading;
  unsigned reversed, power, of_float;
};

__global__ void __launch_bounds__(128, 2) examine(const double* __restrict__ x, double* __restrict__ y,
                                                  int* __restrict__ steps, bits* __restrict__ b, int n) {
  const double coefficients[] = {1.0, -2.0, 0.5, 0.25};
  const int i = blockIdx.x * blockDim.x + threadIdx.x;
  if (i >= n) return;
  y[i] = horner<3>(coefficients, x[i]);
  const unsigned u = static_cast<unsigned>(i) + 1u;
  steps[i] = collatz_steps(u);
  b[i] = bits{__popc(u), __ffs(static_cast<int>(u)), __clz(static_cast<int>(u)),
              __brev(u), greatest_power_of_two(u),   __float_as_uint(static_cast<float>(u))};
}

int main() {
  const int n = 500;
  std::vector<double> x(n), y(n);
  for (int i = 0; i < n; ++i) {
    x[i] = 0.01 * i - 2.0;
    y[i] = 1.0 + x[i] * (-2.0 + x[i] * (0.5 + x[i] * 0.25));
  }
  const device_array<double> d_x(x), d_y(n);
  const device_array<int> d_steps(n);
  const device_array<bits> d_bits(n);
  examine<<<4, 128>>>(d_x.data(), d_y.data(), d_steps.data(), d_bits.data(), n);
  CHECK_LAUNCH();
  const auto steps = d_steps.to_host();
  const auto b = d_bits.to_host();
  bool right = all_close(d_y.to_host(), y, 1e-14);
  for (int i = 0; i < n; ++i) {
    const unsigned u = static_cast<unsigned>(i) + 1u;
    int count = 0, ones = 0, first = 0, leading = 32;
    unsigned reversed = 0;
    for (unsigned long long v = u; v != 1; ++count) v = v % 2 ? 3 * v + 1 : v / 2;
    for (int k = 31; k >= 0; --k) {
      if (!(u >> k & 1u)) continue;
      ++ones;
      first = k + 1;
      if (leading == 32) leading = 31 - k;
      reversed |= 1u << (31 - k);
    }
    const float as_float = std::ldexp(static_cast<float>(b[i].of_float & 0x7fffffu) / 8388608.f + 1.f,
                                      static_cast<int>(b[i].of_float >> 23) - 127);
    right = right && steps[i] == count && b[i].ones == ones && b[i].first == first && b[i].leading == leading &&
            b[i].reversed == reversed && b[i].power == 1u << (31 - leading) && as_float == static_cast<float>(u);
  }
  return verdict("device_functions", right);
}
