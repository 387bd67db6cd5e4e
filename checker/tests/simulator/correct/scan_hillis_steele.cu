// scan_hillis_steele: an inclusive scan of one block with two buffers in dynamic shared memory.
#include <cstdio>
#include <cstdlib>
#include <numeric>
#include <vector>

void must(cudaError_t status, const char* what) {
  if (status == cudaSuccess) return;
  std::fprintf(stderr, "%s: %s\n", what, cudaGetErrorString(status));
  std::exit(1);
}

__global__ void inclusive_scan(const int* in, int* out, int n) {
  extern __shared__ int buffers[];  // two of n elements
  const int tid = threadIdx.x;
  int from = 0, to = 1;
  if (tid < n) buffers[tid] = in[tid];
  __syncthreads();
  for (int offset = 1; offset < n; offset *= 2) {
    if (tid < n) {
      int v = buffers[from * n + tid];
      if (tid >= offset) v += buffers[from * n + tid - offset];
      buffers[to * n + tid] = v;
    }
    from = 1 - from;
    to = 1 - to;
    __syncthreads();
  }
  if (tid < n) out[tid] = buffers[from * n + tid];
}

int main() {
  bool right = true;
  for (int n : {1, 31, 100, 517, 1000}) {
    std::vector<int> x(n), expected(n), got(n);
    for (int i = 0; i < n; ++i) x[i] = (i * 29) % 17 - 8;
    std::partial_sum(x.begin(), x.end(), expected.begin());
    int *in = nullptr, *out = nullptr;
    const size_t bytes = n * sizeof(int);
    must(cudaMalloc(reinterpret_cast<void**>(&in), bytes), "cudaMalloc");
    must(cudaMalloc(reinterpret_cast<void**>(&out), bytes), "cudaMalloc");
    must(cudaMemcpy(in, x.data(), bytes, cudaMemcpyHostToDevice), "copy to the GPU");
    const int threads = (n + 31) / 32 * 32;
    inclusive_scan<<<1, threads, 2 * bytes>>>(in, out, n);
    must(cudaPeekAtLastError(), "launch");
    must(cudaDeviceSynchronize(), "kernel");
    must(cudaMemcpy(got.data(), out, bytes, cudaMemcpyDeviceToHost), "copy from the GPU");
    must(cudaFree(in), "cudaFree");
    must(cudaFree(out), "cudaFree");
    right = right && got == expected;
  }
  std::puts(right ? "scan_hillis_steele: right" : "scan_hillis_steele: WRONG");
  return right ? 0 : 1;
}
