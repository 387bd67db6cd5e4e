// reduce_integer_instructions: __reduce_add_sync, _min, _max, _and, _or and _xor over full and over partial warps.
#include <algorithm>

#include "../check.hpp"

struct summary {
  int sum, minimum, maximum;
  unsigned all_bits, any_bits, parity;
};

// One summary per warp. The last warp of the grid may have fewer than 32 elements.
__global__ void summarise(const int* x, int n, summary* out) {
  const int i = blockIdx.x * blockDim.x + threadIdx.x;
  const unsigned mask = __ballot_sync(0xffffffffu, i < n);
  if (i >= n) return;
  const int v = x[i];
  summary s;
  s.sum = __reduce_add_sync(mask, v);
  s.minimum = __reduce_min_sync(mask, v);
  s.maximum = __reduce_max_sync(mask, v);
  s.all_bits = __reduce_and_sync(mask, static_cast<unsigned>(v));
  s.any_bits = __reduce_or_sync(mask, static_cast<unsigned>(v));
  s.parity = __reduce_xor_sync(mask, static_cast<unsigned>(v));
  if (threadIdx.x % 32 == 0) out[i / 32] = s;
}

int main() {
  const int n = 1234, warps = (n + 31) / 32;
  std::vector<int> x(n);
  for (int i = 0; i < n; ++i) x[i] = (i * 7919) % 2003 - 1000;
  const device_array<int> d_x(x);
  const device_array<summary> d_out(warps);
  summarise<<<(n + 95) / 96, 96>>>(d_x.data(), n, d_out.data());
  CHECK_LAUNCH();
  const std::vector<summary> out = d_out.to_host();
  bool right = true;
  for (int w = 0; w < warps; ++w) {
    summary s{0, x[32 * w], x[32 * w], ~0u, 0u, 0u};
    for (int i = 32 * w; i < std::min(n, 32 * w + 32); ++i) {
      s.sum += x[i];
      s.minimum = std::min(s.minimum, x[i]);
      s.maximum = std::max(s.maximum, x[i]);
      s.all_bits &= static_cast<unsigned>(x[i]);
      s.any_bits |= static_cast<unsigned>(x[i]);
      s.parity ^= static_cast<unsigned>(x[i]);
    }
    right = right && out[w].sum == s.sum && out[w].minimum == s.minimum && out[w].maximum == s.maximum &&
            out[w].all_bits == s.all_bits && out[w].any_bits == s.any_bits && out[w].parity == s.parity;
  }
  return verdict("reduce_integer_instructions", right);
}
