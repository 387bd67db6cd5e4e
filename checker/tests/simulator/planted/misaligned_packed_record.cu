// EXPECT: misaligned
// A record of a file has a byte and a float without a gap, and the float is read where it lies.
#include <cuda_runtime.h>

#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <vector>

static void check(cudaError_t error) {
  if (error == cudaSuccess) return;
  std::fprintf(stderr, "CUDA: %s\n", cudaGetErrorString(error));
  std::exit(1);
}

constexpr int record_size = 5;

__global__ void unpack(const unsigned char* records, float* value, int* tag, int n) {
  int i = blockIdx.x * blockDim.x + threadIdx.x;
  if (i >= n) return;
  const unsigned char* record = records + i * record_size;
  tag[i] = record[0];
  value[i] = *reinterpret_cast<const float*>(record + 1);  // BUG
}

int main() {
  const int n = 90;
  std::vector<unsigned char> file(n * record_size);
  for (int i = 0; i < n; i++) {
    float v = 0.5f * i;
    file[i * record_size] = static_cast<unsigned char>(i);
    std::memcpy(&file[i * record_size + 1], &v, sizeof(v));
  }
  unsigned char* records;
  float* value;
  int* tag;
  check(cudaMalloc(&records, file.size()));
  check(cudaMalloc(&value, n * sizeof(float)));
  check(cudaMalloc(&tag, n * sizeof(int)));
  check(cudaMemcpy(records, file.data(), file.size(), cudaMemcpyHostToDevice));
  unpack<<<1, 96>>>(records, value, tag, n);
  check(cudaGetLastError());
  std::vector<float> result(n);
  check(cudaMemcpy(result.data(), value, n * sizeof(float), cudaMemcpyDeviceToHost));
  check(cudaFree(records));
  check(cudaFree(value));
  check(cudaFree(tag));
  std::printf("%g\n", result[1]);
}
