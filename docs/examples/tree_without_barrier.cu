// The mean of 256 numbers: a tree in shared memory whose loop lacks its barrier.
#include <cstdio>

__global__ void mean_kernel(float* y, const float* x) {
  __shared__ float s[256];
  const int thread = threadIdx.x;
  s[thread] = x[thread];
  __syncthreads();
  for (int half = 128; half > 0; half /= 2) {
    if (thread < half) s[thread] += s[thread + half];
  }
  if (thread == 0) *y = s[0] / 256;
}

int main() {
  float x[256];
  for (int i = 0; i < 256; ++i) x[i] = static_cast<float>(i);
  float *device_x, *device_y, y = 0;
  cudaMalloc(&device_x, sizeof x);
  cudaMalloc(&device_y, sizeof y);
  cudaMemcpy(device_x, x, sizeof x, cudaMemcpyHostToDevice);
  mean_kernel<<<1, 256>>>(device_y, device_x);
  const cudaError_t error = cudaMemcpy(&y, device_y, sizeof y, cudaMemcpyDeviceToHost);
  std::printf("%s, mean %g\n", cudaGetErrorString(error), y);
  cudaFree(device_x);
  cudaFree(device_y);
}
