// scan_chained: one launch scans everything; each block waits for the prefix of the block before it.
#include <cstdio>
#include <cstdlib>
#include <numeric>
#include <vector>

#define CHECK(call)                                                                                    \
  do {                                                                                                 \
    const cudaError_t s_ = (call);                                                                     \
    if (s_ != cudaSuccess) std::printf("line %d: %s\n", __LINE__, cudaGetErrorName(s_)), std::exit(1); \
  } while (0)

constexpr int threads = 128;

// A block takes its place by a ticket, not by blockIdx, so that the block it waits for has certainly started.
__global__ void inclusive_scan(const int* x, int* y, int n, int* next_ticket, volatile int* prefixes,
                               volatile int* ready) {
  __shared__ int s[threads], place, before;
  const int tid = threadIdx.x;
  if (tid == 0) place = atomicAdd(next_ticket, 1);
  __syncthreads();
  const int i = place * threads + tid;
  s[tid] = i < n ? x[i] : 0;
  __syncthreads();
  for (int offset = 1; offset < threads; offset *= 2) {
    const int below = tid >= offset ? s[tid - offset] : 0;
    __syncthreads();
    s[tid] += below;
    __syncthreads();
  }
  if (tid == 0) {
    int prefix = 0;
    if (place > 0) {
      while (ready[place - 1] == 0) {
      }
      __threadfence();  // the flag was read before the prefix is
      prefix = prefixes[place - 1];
    }
    prefixes[place] = prefix + s[threads - 1];
    __threadfence();  // the prefix is visible before the flag is
    ready[place] = 1;
    before = prefix;
  }
  __syncthreads();
  if (i < n) y[i] = before + s[tid];
}

int main() {
  const int n = 9999, blocks = (n + threads - 1) / threads;
  std::vector<int> x(n), y(n), expected(n);
  for (int i = 0; i < n; ++i) x[i] = i % 23 - 10;
  std::partial_sum(x.begin(), x.end(), expected.begin());

  int *d_x, *d_y, *ticket, *prefixes, *ready;
  CHECK(cudaMalloc(&d_x, n * sizeof(int)));
  CHECK(cudaMalloc(&d_y, n * sizeof(int)));
  CHECK(cudaMalloc(&ticket, sizeof(int)));
  CHECK(cudaMalloc(&prefixes, blocks * sizeof(int)));
  CHECK(cudaMalloc(&ready, blocks * sizeof(int)));
  CHECK(cudaMemcpy(d_x, x.data(), n * sizeof(int), cudaMemcpyHostToDevice));
  CHECK(cudaMemset(ticket, 0, sizeof(int)));
  CHECK(cudaMemset(ready, 0, blocks * sizeof(int)));
  inclusive_scan<<<blocks, threads>>>(d_x, d_y, n, ticket, prefixes, ready);
  CHECK(cudaGetLastError());
  CHECK(cudaMemcpy(y.data(), d_y, n * sizeof(int), cudaMemcpyDeviceToHost));
  for (int* p : {d_x, d_y, ticket, prefixes, ready}) CHECK(cudaFree(p));
  const bool right = y == expected;
  std::printf("scan_chained: %s\n", right ? "right" : "WRONG");
  return !right;
}
