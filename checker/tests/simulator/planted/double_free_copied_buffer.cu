// EXPECT: double_free
// The buffer frees its memory when it goes, and passing it by value makes a second one that does the same.
#include <cuda_runtime.h>

#include <cstdio>
#include <cstdlib>

static void check(cudaError_t error) {
  if (error == cudaSuccess) return;
  std::fprintf(stderr, "CUDA: %s\n", cudaGetErrorString(error));
  std::exit(1);
}

class buffer {
 public:
  explicit buffer(int n) : m_size(n) { check(cudaMalloc(&m_data, n * sizeof(float))); }
  ~buffer() {
    cudaFree(m_data);  // BUG
  }
  float* data() const { return m_data; }
  int size() const { return m_size; }

 private:
  float* m_data = nullptr;
  int m_size;
};

__global__ void fill(float* x, int n, float value) {
  int i = blockIdx.x * blockDim.x + threadIdx.x;
  if (i < n) x[i] = value;
}

static void fill_with(buffer b, float value) {
  fill<<<(b.size() + 127) / 128, 128>>>(b.data(), b.size(), value);
  check(cudaGetLastError());
  check(cudaDeviceSynchronize());
}

int main() {
  buffer x(1000);
  fill_with(x, 1.f);
  std::printf("filled\n");
}
