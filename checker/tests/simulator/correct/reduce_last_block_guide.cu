// reduce_last_block_guide: the sum of the CUDA Programming Guide, where the last block to finish adds the partial sums.
#include <cstdio>
#include <cstdlib>
#include <vector>

#define CHECK(call)                                                             \
  do {                                                                          \
    cudaError_t status = (call);                                                \
    if (status != cudaSuccess) {                                                \
      fprintf(stderr, "%s at line %d\n", cudaGetErrorString(status), __LINE__); \
      exit(1);                                                                  \
    }                                                                           \
  } while (0)

constexpr unsigned threads = 128;

__device__ unsigned int count = 0;
__shared__ bool is_last_block_done;

// The sum of all threads' values; every thread of the block must call it.
__device__ float add_up(float value) {
  __shared__ float s[threads];
  __syncthreads();
  s[threadIdx.x] = value;
  __syncthreads();
  for (unsigned width = threads / 2; width > 0; width /= 2) {
    if (threadIdx.x < width) s[threadIdx.x] += s[threadIdx.x + width];
    __syncthreads();
  }
  return s[0];
}

// `partial` is volatile, so that the last block reads what the others wrote and nothing older.
__global__ void sum(const float* array, unsigned n, volatile float* partial, float* result) {
  const unsigned i = blockIdx.x * blockDim.x + threadIdx.x;
  const float partial_sum = add_up(i < n ? array[i] : 0.f);
  if (threadIdx.x == 0) {
    partial[blockIdx.x] = partial_sum;
    __threadfence();  // the partial sum is visible before the count goes up
    const unsigned value = atomicInc(&count, gridDim.x);
    is_last_block_done = value == gridDim.x - 1;
  }
  __syncthreads();
  if (is_last_block_done) {
    float mine = 0;
    for (unsigned b = threadIdx.x; b < gridDim.x; b += blockDim.x) mine += partial[b];
    const float total = add_up(mine);
    if (threadIdx.x == 0) {
      *result = total;
      count = 0;  // for the next launch
    }
  }
}

int main() {
  const unsigned n = 20000, blocks = (n + threads - 1) / threads;
  std::vector<float> x(n);
  double expected = 0;
  for (unsigned i = 0; i < n; ++i) expected += x[i] = static_cast<float>(i % 7) * 0.5f;
  float *d_x, *d_partial, *d_result;
  CHECK(cudaMalloc(&d_x, n * sizeof(float)));
  CHECK(cudaMalloc(&d_partial, blocks * sizeof(float)));
  CHECK(cudaMalloc(&d_result, sizeof(float)));
  CHECK(cudaMemcpy(d_x, x.data(), n * sizeof(float), cudaMemcpyHostToDevice));
  bool right = true;
  for (int launch = 0; launch < 2; ++launch) {
    sum<<<blocks, threads>>>(d_x, n, d_partial, d_result);
    CHECK(cudaGetLastError());
    float result = 0;
    CHECK(cudaMemcpy(&result, d_result, sizeof result, cudaMemcpyDeviceToHost));
    right = right && result == static_cast<float>(expected);  // multiples of 0.5 below 2^23 add up exactly
  }
  CHECK(cudaFree(d_x));
  CHECK(cudaFree(d_partial));
  CHECK(cudaFree(d_result));
  printf("reduce_last_block_guide: %s\n", right ? "right" : "WRONG");
  return right ? 0 : 1;
}
