// A sum over eight blocks. The last one to finish adds up what the others left in memory, where a fence is missing.
#include <cstdio>

__device__ unsigned int finished = 0;

__global__ void sum_kernel(float* y, float* sums, const float* x) {
  __shared__ bool last;
  float sum = x[blockIdx.x * 32 + threadIdx.x];
  for (int distance = 16; distance > 0; distance /= 2) sum += __shfl_down_sync(0xffffffffu, sum, distance);
  if (threadIdx.x == 0) {
    sums[blockIdx.x] = sum;
    last = atomicAdd(&finished, 1) == gridDim.x - 1;
  }
  __syncthreads();
  if (last && threadIdx.x == 0) {
    float total = 0;
    for (unsigned int block = 0; block < gridDim.x; ++block) total += sums[block];
    *y = total;
  }
}

int main() {
  float x[256];
  for (int i = 0; i < 256; ++i) x[i] = static_cast<float>(i);
  float *device_x, *device_y, *sums, y = 0;
  cudaMalloc(&device_x, sizeof x);
  cudaMalloc(&device_y, sizeof y);
  cudaMalloc(&sums, 8 * sizeof(float));
  cudaMemcpy(device_x, x, sizeof x, cudaMemcpyHostToDevice);
  sum_kernel<<<8, 32>>>(device_y, sums, device_x);
  const cudaError_t error = cudaMemcpy(&y, device_y, sizeof y, cudaMemcpyDeviceToHost);
  std::printf("%s, sum %g\n", cudaGetErrorString(error), y);
  cudaFree(device_x);
  cudaFree(device_y);
  cudaFree(sums);
}
