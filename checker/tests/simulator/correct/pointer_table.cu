// pointer_table: arrays of device pointers in device memory, and nodes that one kernel links and another one walks.
#include "../check.hpp"

// Batched y = y + x over vectors of different lengths, one block each.
__global__ void add_batched(float* const* ys, const float* const* xs, const int* lengths) {
  float* y = ys[blockIdx.x];
  const float* x = xs[blockIdx.x];
  for (int i = threadIdx.x; i < lengths[blockIdx.x]; i += blockDim.x) y[i] += x[i];
}

struct node {
  int value;
  node* next;
};

// Thread t links node t to the one `step` behind it; a second kernel walks the chains.
__global__ void link_nodes(node* nodes, int n, int step) {
  const int i = blockIdx.x * blockDim.x + threadIdx.x;
  if (i < n) nodes[i] = node{i, i + step < n ? nodes + i + step : nullptr};
}

__global__ void walk(const node* nodes, int step, int* sums) {
  if (static_cast<int>(threadIdx.x) >= step) return;
  int sum = 0;
  for (const node* p = nodes + threadIdx.x; p; p = p->next) sum += p->value;
  sums[threadIdx.x] = sum;
}

int main() {
  const int batch = 6;
  std::vector<float*> ys;
  std::vector<const float*> xs;
  std::vector<int> lengths;
  for (int b = 0; b < batch; ++b) {
    const int length = 10 + 37 * b;
    std::vector<float> x(length, static_cast<float>(b)), y(length, 0.5f);
    float *d_x = nullptr, *d_y = nullptr;
    CHECK(cudaMalloc(&d_x, length * sizeof(float)));
    CHECK(cudaMalloc(&d_y, length * sizeof(float)));
    CHECK(cudaMemcpy(d_x, x.data(), length * sizeof(float), cudaMemcpyHostToDevice));
    CHECK(cudaMemcpy(d_y, y.data(), length * sizeof(float), cudaMemcpyHostToDevice));
    xs.push_back(d_x);
    ys.push_back(d_y);
    lengths.push_back(length);
  }
  const device_array<float*> d_ys(ys);
  const device_array<const float*> d_xs(xs);
  const device_array<int> d_lengths(lengths);
  add_batched<<<batch, 64>>>(d_ys.data(), d_xs.data(), d_lengths.data());
  CHECK_LAUNCH();
  bool right = true;
  for (int b = 0; b < batch; ++b) {
    std::vector<float> y(lengths[b]);
    CHECK(cudaMemcpy(y.data(), ys[b], y.size() * sizeof(float), cudaMemcpyDeviceToHost));
    for (const float v : y) right = right && v == 0.5f + static_cast<float>(b);
    CHECK(cudaFree(ys[b]));
    CHECK(cudaFree(const_cast<float*>(xs[b])));
  }

  const int n = 500, step = 7;
  const device_array<node> nodes(n);
  const device_array<int> sums(step);
  link_nodes<<<(n + 95) / 96, 96>>>(nodes.data(), n, step);
  walk<<<1, 32>>>(nodes.data(), step, sums.data());
  CHECK_LAUNCH();
  std::vector<int> expected(step, 0);
  for (int i = 0; i < n; ++i) expected[i % step] += i;
  return verdict("pointer_table", right && sums.to_host() == expected);
}
