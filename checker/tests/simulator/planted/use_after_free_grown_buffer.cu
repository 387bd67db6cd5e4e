// EXPECT: use_after_free
// The buffer moves when it grows, but the view that was taken before still points to the old place.
#include <cuda_runtime.h>

#include <cstdio>
#include <cstdlib>
#include <vector>

static void check(cudaError_t error) {
  if (error == cudaSuccess) return;
  std::fprintf(stderr, "CUDA: %s\n", cudaGetErrorString(error));
  std::exit(1);
}

struct buffer {
  float* data = nullptr;
  int size = 0;
};

struct view {
  float* data;
  int size;
};

static void grow(buffer& b, int size) {
  float* larger;
  check(cudaMalloc(&larger, size * sizeof(float)));
  check(cudaMemset(larger, 0, size * sizeof(float)));
  if (b.data) {
    check(cudaMemcpy(larger, b.data, b.size * sizeof(float), cudaMemcpyDeviceToDevice));
    check(cudaFree(b.data));
  }
  b.data = larger;
  b.size = size;
}

__global__ void add_one(view v) {
  int i = blockIdx.x * blockDim.x + threadIdx.x;
  if (i < v.size) v.data[i] += 1.f;  // BUG
}

int main() {
  buffer b;
  grow(b, 100);
  view all{b.data, b.size};
  add_one<<<1, 128>>>(all);
  check(cudaDeviceSynchronize());
  grow(b, 200);
  add_one<<<1, 128>>>(all);
  check(cudaDeviceSynchronize());
  float first;
  check(cudaMemcpy(&first, b.data, sizeof(float), cudaMemcpyDeviceToHost));
  check(cudaFree(b.data));
  std::printf("%g\n", first);
}
