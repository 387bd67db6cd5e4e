// reduce_half_warp_volatile: the shrinking last warp, where only lanes that still add take part, over volatile memory.
#include <cstdio>
#include <cstdlib>

static void check(cudaError_t status, int line) {
  if (status == cudaSuccess) return;
  std::fprintf(stderr, "line %d: %s\n", line, cudaGetErrorString(status));
  std::exit(1);
}
#define CHECK(call) check((call), __LINE__)

constexpr int threads = 64;

__global__ void block_maximum(const int* x, int* maximum, int n) {
  __shared__ volatile int s[threads];
  const int tid = threadIdx.x;
  const int i = blockIdx.x * threads + tid;
  s[tid] = i < n ? x[i] : -2147483647 - 1;
  __syncthreads();
  if (tid < 32) {
    // The lanes below `width` write the lower half and read the upper one, which nobody writes in that step.
    for (int width = 32; width >= 1; width /= 2) {
      if (tid < width) {
        const int other = s[tid + width];
        if (other > s[tid]) s[tid] = other;
      }
      __syncwarp();
    }
  }
  if (tid == 0) atomicMax(maximum, s[0]);
}

int main() {
  const int n = 3333;
  static int x[n];
  unsigned state = 12345;
  int expected = -2147483647 - 1;
  for (int& value : x) {
    state = state * 1664525u + 1013904223u;
    value = static_cast<int>(state >> 8) - (1 << 23);
    if (value > expected) expected = value;
  }
  int *d_x = nullptr, *d_maximum = nullptr, maximum = x[0];
  CHECK(cudaMalloc(&d_x, sizeof x));
  CHECK(cudaMalloc(&d_maximum, sizeof(int)));
  CHECK(cudaMemcpy(d_x, x, sizeof x, cudaMemcpyHostToDevice));
  CHECK(cudaMemcpy(d_maximum, &maximum, sizeof(int), cudaMemcpyHostToDevice));
  block_maximum<<<(n + threads - 1) / threads, threads>>>(d_x, d_maximum, n);
  CHECK(cudaGetLastError());
  CHECK(cudaMemcpy(&maximum, d_maximum, sizeof(int), cudaMemcpyDeviceToHost));
  CHECK(cudaFree(d_maximum));
  CHECK(cudaFree(d_x));
  std::printf("reduce_half_warp_volatile: maximum %d, expected %d\n", maximum, expected);
  return maximum == expected ? 0 : 1;
}
