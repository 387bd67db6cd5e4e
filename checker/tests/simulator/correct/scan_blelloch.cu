// scan_blelloch: a work-efficient exclusive scan of any length: scan blocks, scan their sums, add these back.
#include "../check.hpp"

constexpr int threads = 128;
constexpr int elements = 2 * threads;  // of a block

// Pads by one element in 32, so that the tree's strides do not meet in one bank.
__device__ constexpr int padded(int i) { return i + i / 32; }

__global__ void scan_blocks(const unsigned* in, unsigned* out, unsigned* block_sums, int n) {
  __shared__ unsigned s[padded(elements)];
  const int tid = threadIdx.x;
  const int first = blockIdx.x * elements + tid, second = first + threads;
  s[padded(tid)] = first < n ? in[first] : 0;
  s[padded(tid + threads)] = second < n ? in[second] : 0;
  int offset = 1;
  for (int count = threads; count > 0; count /= 2) {  // up-sweep
    __syncthreads();
    if (tid < count) s[padded(offset * (2 * tid + 2) - 1)] += s[padded(offset * (2 * tid + 1) - 1)];
    offset *= 2;
  }
  if (tid == 0) {
    block_sums[blockIdx.x] = s[padded(elements - 1)];
    s[padded(elements - 1)] = 0;
  }
  for (int count = 1; count < elements; count *= 2) {  // down-sweep
    offset /= 2;
    __syncthreads();
    if (tid < count) {
      const int left = padded(offset * (2 * tid + 1) - 1), right = padded(offset * (2 * tid + 2) - 1);
      const unsigned t = s[left];
      s[left] = s[right];
      s[right] += t;
    }
  }
  __syncthreads();
  if (first < n) out[first] = s[padded(tid)];
  if (second < n) out[second] = s[padded(tid + threads)];
}

__global__ void add_block_sums(unsigned* out, const unsigned* block_sums, int n) {
  const int i = blockIdx.x * elements + threadIdx.x;
  const unsigned sum = block_sums[blockIdx.x];
  if (i < n) out[i] += sum;
  if (i + threads < n) out[i + threads] += sum;
}

void exclusive_scan(const unsigned* in, unsigned* out, int n) {
  const int blocks = (n + elements - 1) / elements;
  const device_array<unsigned> sums(blocks);
  scan_blocks<<<blocks, threads>>>(in, out, sums.data(), n);
  CHECK(cudaGetLastError());
  if (blocks == 1) return;
  const device_array<unsigned> scanned(blocks);
  exclusive_scan(sums.data(), scanned.data(), blocks);
  add_block_sums<<<blocks, threads>>>(out, scanned.data(), n);
  CHECK(cudaGetLastError());
}

int main() {
  const int n = 70001;  // 274 blocks, whose sums need two more
  std::vector<unsigned> x(n), expected(n);
  unsigned sum = 0;
  for (int i = 0; i < n; ++i) {
    x[i] = static_cast<unsigned>(i % 11);
    expected[i] = sum;
    sum += x[i];
  }
  const device_array<unsigned> in(x), out(n);
  exclusive_scan(in.data(), out.data(), n);
  CHECK(cudaDeviceSynchronize());
  return verdict("scan_blelloch", out.to_host() == expected);
}
