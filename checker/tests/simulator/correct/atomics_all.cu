// atomics_all: every atomic function on the types that have it, in global and in shared memory, with known results.
#include "../check.hpp"

struct results {
  int add, sub, minimum, maximum, all, any, parity, exchanged;
  unsigned inc, dec, claimed;
  unsigned long long wide_add, wide_max, wide_or;
  float float_add;
  double double_add;
};

__global__ void change_all(results* r, int* owners, int n) {
  __shared__ results s;
  if (threadIdx.x == 0) s = results{0, 0, 1 << 30, -(1 << 30), -1, 0, 0, -1, 0, 5, 0, 0, 0, 0, 0.f, 0.0};
  __syncthreads();
  const int i = blockIdx.x * blockDim.x + threadIdx.x;
  if (i < n) {
    for (results* to : {r, &s}) {
      atomicAdd(&to->add, i);
      atomicSub(&to->sub, 2);
      atomicMin(&to->minimum, 100 - i);
      atomicMax(&to->maximum, i * 3);
      atomicAnd(&to->all, ~(i & 5));
      atomicOr(&to->any, i & 6);
      atomicXor(&to->parity, i);
      atomicInc(&to->inc, 6u);  // 0 to 6 and round again
      atomicDec(&to->dec, 6u);
      atomicAdd(&to->wide_add, 1ull << 33);
      atomicMax(&to->wide_max, static_cast<unsigned long long>(i) << 40);
      atomicOr(&to->wide_or, 1ull << (i % 64));
      atomicAdd(&to->float_add, 0.5f);
      atomicAdd(&to->double_add, 0.25);
    }
    atomicExch(&r->exchanged, i);
    // Each slot belongs to the first thread that claims it.
    if (atomicCAS(&owners[i % 10], -1, i) == -1) atomicAdd(&r->claimed, 1u);
  }
  __syncthreads();
  if (threadIdx.x == 0 && blockIdx.x == 1) {
    atomicAdd(&r->add, s.add);
    atomicAdd(&r->double_add, s.double_add);
    atomicMax(&r->wide_max, s.wide_max);
    atomicMin(&r->minimum, s.minimum);
  }
}

int main() {
  const int n = 205, threads = 70, blocks = 3;
  const results start{0, 0, 1 << 30, -(1 << 30), -1, 0, 0, -1, 0, 5, 0, 0, 0, 0, 0.f, 0.0};
  const device_array<results> d(std::vector<results>{start});
  const device_array<int> owners(std::vector<int>(10, -1));
  change_all<<<blocks, threads>>>(d.data(), owners.data(), n);
  CHECK_LAUNCH();
  const results got = d.to_host()[0];
  int sum = 0, parity = 0, second_block = 0;
  for (int i = 0; i < n; ++i) {
    sum += i;
    parity ^= i;
    if (i / threads == 1) second_block += i;
  }
  bool right = got.add == sum + second_block && got.sub == -2 * n && got.minimum == 100 - (n - 1) &&
               got.maximum == 3 * (n - 1) && got.all == ~5 && got.any == 6 && got.parity == parity &&
               got.exchanged >= 0 && got.exchanged < n && got.inc == n % 7 && got.dec == (5 + 7 * n - n) % 7 &&
               got.claimed == 10 && got.wide_add == (1ull << 33) * n && got.wide_max == (n - 1ull) << 40 &&
               got.wide_or == ~0ull && got.float_add == 0.5f * n && got.double_add == 0.25 * (n + threads);
  const auto owner = owners.to_host();
  for (int k = 0; k < 10; ++k) right = right && owner[k] >= 0 && owner[k] % 10 == k;
  return verdict("atomics_all", right);
}
