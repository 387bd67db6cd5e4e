// producer_consumer: one warp loads the next chunk while the others work on this one; one barrier per step swaps them.
#include "../check.hpp"

constexpr int consumers = 96, producers = 32, chunk = consumers;

__global__ void smooth(const float* x, float* y, int n) {
  __shared__ float buffers[2][chunk + 2];  // with a neighbour on either side
  const int chunks = (n + chunk - 1) / chunk;
  const bool producer = threadIdx.x >= consumers;
  const auto load = [&](int c) {
    for (int k = threadIdx.x - consumers; k < chunk + 2; k += producers) {
      const int i = c * chunk + k - 1;
      buffers[c % 2][k] = i >= 0 && i < n ? x[i] : 0.f;
    }
  };
  // Chunks are dealt out to the blocks in turns of two, so that a block's chunks alternate between the buffers.
  for (int first = 2 * blockIdx.x; first < chunks; first += 2 * gridDim.x) {
    const int last = min(first + 2, chunks);
    if (producer) load(first);
    __syncthreads();
    for (int c = first; c < last; ++c) {
      if (producer) {
        if (c + 1 < last) load(c + 1);
      } else {
        const int k = threadIdx.x + 1, i = c * chunk + threadIdx.x;
        const float* b = buffers[c % 2];
        if (i < n) y[i] = 0.25f * b[k - 1] + 0.5f * b[k] + 0.25f * b[k + 1];
      }
      __syncthreads();
    }
  }
}

int main() {
  const int n = 4000;
  std::vector<float> x(n);
  for (int i = 0; i < n; ++i) x[i] = static_cast<float>((i * 19) % 32);
  std::vector<double> expected(n);
  for (int i = 0; i < n; ++i) {
    const double left = i > 0 ? x[i - 1] : 0, right = i + 1 < n ? x[i + 1] : 0;
    expected[i] = 0.25 * left + 0.5 * x[i] + 0.25 * right;
  }
  const device_array<float> d_x(x), d_y(n);
  smooth<<<6, consumers + producers>>>(d_x.data(), d_y.data(), n);
  CHECK_LAUNCH();
  return verdict("producer_consumer", all_close(d_y.to_host(), expected, 1e-6));
}
