// atomics_by_cas: a float maximum, a double product and a saturating counter, each by a loop around atomicCAS.
#include "../check.hpp"

__device__ float atomic_max(float* address, float value) {
  int* const bits = reinterpret_cast<int*>(address);
  int old = atomicAdd(bits, 0), assumed;
  do {
    assumed = old;
    if (__int_as_float(assumed) >= value) break;
    old = atomicCAS(bits, assumed, __float_as_int(value));
  } while (old != assumed);
  return __int_as_float(old);
}

__device__ double atomic_multiply(double* address, double factor) {
  auto* const bits = reinterpret_cast<unsigned long long*>(address);
  unsigned long long old = atomicAdd(bits, 0ull), assumed;
  do {
    assumed = old;
    old = atomicCAS(bits, assumed,
                    static_cast<unsigned long long>(
                        __double_as_longlong(factor * __longlong_as_double(static_cast<long long>(assumed)))));
  } while (assumed != old);
  return __longlong_as_double(static_cast<long long>(old));
}

__device__ bool count_up_to(unsigned* counter, unsigned limit) {
  for (unsigned old = atomicOr(counter, 0u); old < limit;) {
    const unsigned found = atomicCAS(counter, old, old + 1);
    if (found == old) return true;
    old = found;
  }
  return false;
}

__global__ void reduce(const float* x, int n, float* greatest, double* product, unsigned* counter,
                       unsigned* successes) {
  const int i = blockIdx.x * blockDim.x + threadIdx.x;
  if (i >= n) return;
  atomic_max(greatest, x[i]);
  atomic_multiply(product, i % 2 == 0 ? 2.0 : 0.5);
  if (count_up_to(counter, 100)) atomicAdd(successes, 1u);
}

int main() {
  const int n = 1501;
  std::vector<float> x(n);
  float expected = -INFINITY;
  for (int i = 0; i < n; ++i) {
    x[i] = static_cast<float>((i * 619) % 1499) - 2000.f;
    expected = std::fmax(expected, x[i]);
  }
  const device_array<float> d_x(x), greatest(std::vector<float>{-INFINITY});
  const device_array<double> product(std::vector<double>{3.0});
  const device_array<unsigned> counters(std::vector<unsigned>{0u, 0u});
  reduce<<<(n + 99) / 100, 100>>>(d_x.data(), n, greatest.data(), product.data(), counters.data(), counters.data() + 1);
  CHECK_LAUNCH();
  const bool right = greatest.to_host()[0] == expected && product.to_host()[0] == 6.0 &&
                     counters.to_host() == std::vector<unsigned>{100u, 100u};
  return verdict("atomics_by_cas", right);
}
