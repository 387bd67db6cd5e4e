// kernel_printf: one thread prints the result, which the host checks in silence.
#include <cstdio>
#include <cstdlib>

static void check(cudaError_t status) {
  if (status == cudaSuccess) return;
  std::printf("%s: %s\n", cudaGetErrorName(status), cudaGetErrorString(status));
  std::exit(1);
}

__global__ void sum_of_squares(int n, long long* result) {
  __shared__ long long sums[50];
  long long sum = 0;
  for (int i = threadIdx.x; i < n; i += blockDim.x) sum += static_cast<long long>(i) * i;
  sums[threadIdx.x] = sum;
  __syncthreads();
  if (threadIdx.x == 0) {
    for (unsigned t = 1; t < blockDim.x; ++t) sum += sums[t];
    *result = sum;
    printf("kernel_printf: %s below %d: %lld (%5.1f%% of %u threads, block %d)\n", "squares", n, sum, 100.0, blockDim.x,
           static_cast<int>(blockIdx.x));
  }
}

int main() {
  long long *d_result, result = 0;
  check(cudaMalloc(&d_result, sizeof(long long)));
  sum_of_squares<<<1, 50>>>(1000, d_result);
  check(cudaGetLastError());
  check(cudaDeviceSynchronize());  // flushes the output as well
  check(cudaMemcpy(&result, d_result, sizeof result, cudaMemcpyDeviceToHost));
  check(cudaFree(d_result));
  return result == 332833500 ? 0 : 1;
}
