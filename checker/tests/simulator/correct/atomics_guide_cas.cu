// atomics_guide_cas: atomicAdd for double as the Programming Guide writes it, with a plain read before the atomicCAS.
#include "../check.hpp"

__device__ double add(double* address, double value) {
  auto* place = reinterpret_cast<unsigned long long*>(address);
  unsigned long long old = *place, assumed;
  do {
    assumed = old;
    old = atomicCAS(place, assumed, __double_as_longlong(value + __longlong_as_double(assumed)));
  } while (assumed != old);
  return __longlong_as_double(old);
}

__global__ void sum(const double* x, int n, double* total) {
  __shared__ double of_block;
  if (threadIdx.x == 0) of_block = 0;
  __syncthreads();
  const int i = blockIdx.x * blockDim.x + threadIdx.x;
  if (i < n) add(&of_block, x[i]);
  __syncthreads();
  if (threadIdx.x == 0) add(total, of_block);
}

int main() {
  std::vector<double> x(1000), expected(1, 0.0);
  for (std::size_t i = 0; i < x.size(); ++i) expected[0] += x[i] = double(i % 13) - 5;
  const device_array<double> d_x(x);
  device_array<double> total(1);
  total.zero();
  sum<<<8, 128>>>(d_x.data(), int(x.size()), total.data());
  CHECK_LAUNCH();
  return verdict("atomics_guide_cas", all_close(total.to_host(), expected, 1e-12));
}
