// reduce_interleaved: sums integers in shared memory with interleaved addressing, by modulo and by strided index.
#include <cstdio>
#include <cstdlib>
#include <vector>

#define CHECK(call)                                                        \
  if (cudaError_t error = (call)) {                                        \
    fprintf(stderr, "line %d: %s\n", __LINE__, cudaGetErrorString(error)); \
    exit(1);                                                               \
  }

constexpr int block_size = 128;

__global__ void sum_by_modulo(const int* x, int* block_sums, int n) {
  __shared__ int s[block_size];
  const unsigned tid = threadIdx.x;
  const int i = blockIdx.x * blockDim.x + tid;
  s[tid] = i < n ? x[i] : 0;
  __syncthreads();
  for (unsigned stride = 1; stride < blockDim.x; stride *= 2) {
    if (tid % (2 * stride) == 0) s[tid] += s[tid + stride];
    __syncthreads();
  }
  if (tid == 0) block_sums[blockIdx.x] = s[0];
}

__global__ void sum_by_strided_index(const int* x, int* block_sums, int n) {
  __shared__ int s[block_size];
  const unsigned tid = threadIdx.x;
  const int i = blockIdx.x * blockDim.x + tid;
  s[tid] = i < n ? x[i] : 0;
  __syncthreads();
  for (unsigned stride = 1; stride < blockDim.x; stride *= 2) {
    const unsigned index = 2 * stride * tid;
    if (index < blockDim.x) s[index] += s[index + stride];
    __syncthreads();
  }
  if (tid == 0) block_sums[blockIdx.x] = s[0];
}

int main() {
  const int n = 5000;
  const int blocks = (n + block_size - 1) / block_size;
  std::vector<int> x(n);
  long long expected = 0;
  for (int i = 0; i < n; ++i) expected += x[i] = (i * 37) % 101 - 50;

  int *d_x, *d_sums;
  CHECK(cudaMalloc(&d_x, n * sizeof(int)));
  CHECK(cudaMalloc(&d_sums, blocks * sizeof(int)));
  CHECK(cudaMemcpy(d_x, x.data(), n * sizeof(int), cudaMemcpyHostToDevice));

  bool right = true;
  for (int version = 0; version < 2; ++version) {
    if (version == 0)
      sum_by_modulo<<<blocks, block_size>>>(d_x, d_sums, n);
    else
      sum_by_strided_index<<<blocks, block_size>>>(d_x, d_sums, n);
    CHECK(cudaGetLastError());
    std::vector<int> sums(blocks);
    CHECK(cudaMemcpy(sums.data(), d_sums, blocks * sizeof(int), cudaMemcpyDeviceToHost));
    long long total = 0;
    for (int s : sums) total += s;
    right = right && total == expected;
  }
  CHECK(cudaFree(d_x));
  CHECK(cudaFree(d_sums));
  printf("reduce_interleaved: %s\n", right ? "right" : "WRONG");
  return right ? 0 : 1;
}
