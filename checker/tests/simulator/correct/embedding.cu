// embedding: rows gathered by index; the gradient is scattered back with atomics, an ignored index left out.
#include "../check.hpp"

constexpr int ignored = 0;

__global__ void gather(const float* table, const int* index, float* out, int width) {
  const int token = blockIdx.x;
  for (int c = threadIdx.x; c < width; c += blockDim.x) out[token * width + c] = table[index[token] * width + c];
}

__global__ void scatter_gradient(const float* d_out, const int* index, float* d_table, int tokens, int width) {
  const int c = blockIdx.x * blockDim.x + threadIdx.x, token = blockIdx.y * blockDim.y + threadIdx.y;
  if (c >= width || token >= tokens || index[token] == ignored) return;
  atomicAdd(&d_table[index[token] * width + c], d_out[token * width + c]);
}

int main() {
  const int rows = 30, width = 70, tokens = 111;
  std::vector<float> table(rows * width), d_out(tokens * width), out(tokens * width);
  std::vector<int> index(tokens);
  std::vector<double> gradient(rows * width, 0.0);
  for (std::size_t i = 0; i < table.size(); ++i) table[i] = static_cast<float>(i) * 0.125f;
  for (int t = 0; t < tokens; ++t) {
    index[t] = (t * t) % rows;  // some rows many times, others never
    for (int c = 0; c < width; ++c) {
      d_out[t * width + c] = static_cast<float>((t + c) % 9) - 4.f;
      out[t * width + c] = table[index[t] * width + c];
      if (index[t] != ignored) gradient[index[t] * width + c] += d_out[t * width + c];
    }
  }
  const device_array<float> d_table(table), gathered(out.size()), upstream(d_out);
  const device_array<int> d_index(index);
  device_array<float> d_gradient(table.size());
  d_gradient.zero();
  gather<<<tokens, 48>>>(d_table.data(), d_index.data(), gathered.data(), width);
  const dim3 block(32, 4), grid((width + 31) / 32, (tokens + 3) / 4);
  scatter_gradient<<<grid, block>>>(upstream.data(), d_index.data(), d_gradient.data(), tokens, width);
  CHECK_LAUNCH();
  return verdict("embedding", gathered.to_host() == out && all_close(d_gradient.to_host(), gradient, 1e-6));
}
