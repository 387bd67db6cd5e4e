// stream_compaction: keeps the even elements in order: count per block, scan on the host, scatter by ballot ranks.
#include <cstdio>
#include <cstdlib>
#include <vector>

#define CHECK(call)                                                                 \
  do {                                                                              \
    const auto status_ = (call);                                                    \
    if (status_ != cudaSuccess) {                                                   \
      std::fprintf(stderr, "line %d: %s\n", __LINE__, cudaGetErrorString(status_)); \
      std::exit(2);                                                                 \
    }                                                                               \
  } while (0)

constexpr int threads = 160;

__device__ bool wanted(int v) { return v % 2 == 0; }

__global__ void count_kernel(const int* in, int n, int* counts) {
  const int i = blockIdx.x * blockDim.x + threadIdx.x;
  const int count = __syncthreads_count(i < n && wanted(in[i]));
  if (threadIdx.x == 0) counts[blockIdx.x] = count;
}

__global__ void scatter_kernel(const int* in, int n, const int* offsets, int* out) {
  __shared__ int warp_offsets[threads / 32 + 1];
  const int i = blockIdx.x * blockDim.x + threadIdx.x;
  const int lane = threadIdx.x % 32, warp = threadIdx.x / 32;
  const int value = i < n ? in[i] : 1;
  const bool keep = wanted(value);
  const unsigned kept = __ballot_sync(0xffffffffu, keep);
  if (lane == 0) warp_offsets[warp + 1] = __popc(kept);
  if (threadIdx.x == 0) warp_offsets[0] = offsets[blockIdx.x];
  __syncthreads();
  if (threadIdx.x == 0) {
    for (int w = 1; w < threads / 32; ++w) warp_offsets[w] += warp_offsets[w - 1];
  }
  __syncthreads();
  const unsigned lanes_below = (1u << lane) - 1u;
  if (keep) out[warp_offsets[warp] + __popc(kept & lanes_below)] = value;
}

int main() {
  const int n = 6007, blocks = (n + threads - 1) / threads;
  std::vector<int> in(n), expected;
  for (int i = 0; i < n; ++i) {
    in[i] = (i * i + 3 * i) / 7;
    if (in[i] % 2 == 0) expected.push_back(in[i]);
  }
  int *d_in, *d_counts, *d_out;
  CHECK(cudaMalloc(&d_in, sizeof(int) * n));
  CHECK(cudaMalloc(&d_counts, sizeof(int) * blocks));
  CHECK(cudaMemcpy(d_in, in.data(), sizeof(int) * n, cudaMemcpyHostToDevice));
  count_kernel<<<blocks, threads>>>(d_in, n, d_counts);
  CHECK(cudaGetLastError());
  std::vector<int> counts(blocks);
  CHECK(cudaMemcpy(counts.data(), d_counts, sizeof(int) * blocks, cudaMemcpyDeviceToHost));
  int total = 0;
  for (int& count : counts) {
    const int mine = count;
    count = total;
    total += mine;
  }
  CHECK(cudaMemcpy(d_counts, counts.data(), sizeof(int) * blocks, cudaMemcpyHostToDevice));
  CHECK(cudaMalloc(&d_out, sizeof(int) * total));
  scatter_kernel<<<blocks, threads>>>(d_in, n, d_counts, d_out);
  CHECK(cudaGetLastError());
  std::vector<int> out(total);
  CHECK(cudaMemcpy(out.data(), d_out, sizeof(int) * total, cudaMemcpyDeviceToHost));
  CHECK(cudaFree(d_in));
  CHECK(cudaFree(d_counts));
  CHECK(cudaFree(d_out));
  std::printf("stream_compaction: kept %d of %d, %s\n", total, n, out == expected ? "right" : "WRONG");
  return out == expected ? 0 : 1;
}
