// EXPECT: data_race
// The message is stored before the flag, but no fence keeps it before the flag for the other block.
// RESULT: right
#include <cuda_runtime.h>

#include <cstdio>
#include <cstdlib>

static void check(cudaError_t error) {
  if (error == cudaSuccess) return;
  std::fprintf(stderr, "CUDA: %s\n", cudaGetErrorString(error));
  std::exit(1);
}

__global__ void pass_on(const int* x, int* message, int* flag, int* y) {
  if (blockIdx.x == 0) {
    if (threadIdx.x == 0) {
      *message = x[0] * x[1];  // BUG
      atomicExch(flag, 1);
    }
  } else if (threadIdx.x == 0) {
    while (atomicAdd(flag, 0) == 0) {
    }
    y[0] = *message + 1;  // BUG
  }
}

int main() {
  const int h[2] = {6, 7};
  int *x, *message, *flag, *y, result;
  check(cudaMalloc(&x, sizeof(h)));
  check(cudaMalloc(&message, sizeof(int)));
  check(cudaMalloc(&flag, sizeof(int)));
  check(cudaMalloc(&y, sizeof(int)));
  check(cudaMemcpy(x, h, sizeof(h), cudaMemcpyHostToDevice));
  check(cudaMemset(message, 0, sizeof(int)));
  check(cudaMemset(flag, 0, sizeof(int)));
  pass_on<<<2, 32>>>(x, message, flag, y);
  check(cudaGetLastError());
  check(cudaMemcpy(&result, y, sizeof(int), cudaMemcpyDeviceToHost));
  check(cudaFree(x));
  check(cudaFree(message));
  check(cudaFree(flag));
  check(cudaFree(y));
  std::printf("%d\n", result);
  return result == 43 ? 0 : 1;
}
