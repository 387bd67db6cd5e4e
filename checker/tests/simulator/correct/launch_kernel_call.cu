// launch_kernel_call: cudaLaunchKernel, function attributes, device properties, and more than 48 KiB of shared memory.
#include <cstdio>
#include <cstdlib>
#include <vector>

#define CHECK(call)                                                         \
  do {                                                                      \
    cudaError_t code = (call);                                              \
    if (code != cudaSuccess) {                                              \
      std::fprintf(stderr, "%d: %s\n", __LINE__, cudaGetErrorString(code)); \
      std::exit(1);                                                         \
    }                                                                       \
  } while (0)

__global__ void saxpy(int n, float a, const float* x, float* y) {
  for (int i = blockIdx.x * blockDim.x + threadIdx.x; i < n; i += gridDim.x * blockDim.x) y[i] += a * x[i];
}

// Reverses the array by one block, which holds all of it.
__global__ void reverse(float* x, int n) {
  extern __shared__ float whole[];
  for (int i = threadIdx.x; i < n; i += blockDim.x) whole[i] = x[i];
  __syncthreads();
  for (int i = threadIdx.x; i < n; i += blockDim.x) x[i] = whole[n - 1 - i];
}

int main() {
  int devices = 0, device = -1;
  CHECK(cudaGetDeviceCount(&devices));
  CHECK(cudaSetDevice(0));
  CHECK(cudaGetDevice(&device));
  cudaDeviceProp properties;
  CHECK(cudaGetDeviceProperties(&properties, device));
  if (devices < 1 || properties.warpSize != 32 || properties.maxThreadsPerBlock < 512) return 1;

  int n = 15000;  // 60,000 bytes
  const size_t bytes = n * sizeof(float);
  std::vector<float> x(n), y(n, 1.f), got(n);
  for (int i = 0; i < n; i++) x[i] = i * 0.25f;
  float *d_x, *d_y, a = 2.f;
  CHECK(cudaMalloc(&d_x, bytes));
  CHECK(cudaMalloc(&d_y, bytes));
  CHECK(cudaMemcpy(d_x, x.data(), bytes, cudaMemcpyHostToDevice));
  CHECK(cudaMemcpy(d_y, y.data(), bytes, cudaMemcpyHostToDevice));

  int blocks_per_processor = 0;
  CHECK(cudaOccupancyMaxActiveBlocksPerMultiprocessor(&blocks_per_processor, saxpy, 256, 0));
  if (blocks_per_processor < 1) return 1;
  const int blocks = properties.multiProcessorCount < 20 ? properties.multiProcessorCount : 20;
  void* arguments[] = {&n, &a, &d_x, &d_y};
  CHECK(cudaLaunchKernel((const void*)saxpy, dim3(blocks), dim3(256), arguments, 0, nullptr));
  CHECK(cudaFuncSetAttribute(reverse, cudaFuncAttributeMaxDynamicSharedMemorySize, static_cast<int>(bytes)));
  reverse<<<1, 512, bytes>>>(d_y, n);
  CHECK(cudaGetLastError());
  CHECK(cudaMemcpy(got.data(), d_y, bytes, cudaMemcpyDeviceToHost));
  CHECK(cudaFree(d_x));
  CHECK(cudaFree(d_y));
  int wrong = 0;
  for (int i = 0; i < n; i++) wrong += got[i] != 1.f + 2.f * x[n - 1 - i];
  std::printf("launch_kernel_call: %d wrong\n", wrong);
  return wrong != 0;
}
