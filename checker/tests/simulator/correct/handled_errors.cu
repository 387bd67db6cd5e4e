// handled_errors: a program that expects some calls to fail, asks, and goes on with what works; empty work is legal.
#include <cstdio>
#include <vector>

__global__ void count_threads(unsigned* counter) { atomicAdd(counter, 1u); }

// The most threads per block, of 4096, 2048, 1024 ..., with which the kernel starts.
unsigned launch_as_wide_as_possible(unsigned* counter) {
  for (unsigned threads = 4096; threads > 0; threads /= 2) {
    count_threads<<<2, threads>>>(counter);
    if (cudaGetLastError() == cudaSuccess) return threads;
  }
  return 0;
}

int main() {
  unsigned *counter = nullptr, host = 7, wrong = 0;
  wrong += cudaMalloc(&counter, sizeof(unsigned)) != cudaSuccess;
  wrong += cudaMemset(counter, 0, sizeof(unsigned)) != cudaSuccess;
  const unsigned threads = launch_as_wide_as_possible(counter);
  wrong += cudaDeviceSynchronize() != cudaSuccess;
  wrong += cudaMemcpy(&host, counter, sizeof host, cudaMemcpyDeviceToHost) != cudaSuccess;
  wrong += threads != 1024 || host != 2 * threads;

  // Far more memory than there is: an error that a program can live with.
  void* huge = nullptr;
  wrong += cudaMalloc(&huge, size_t(1) << 46) != cudaErrorMemoryAllocation;
  wrong += cudaPeekAtLastError() != cudaErrorMemoryAllocation;
  wrong += cudaGetLastError() != cudaErrorMemoryAllocation;
  wrong += cudaGetLastError() != cudaSuccess;

  // Nothing to free, nothing to copy, nothing to clear.
  std::vector<int> nothing;
  wrong += cudaFree(nullptr) != cudaSuccess;
  wrong += cudaMemcpy(counter, nothing.data(), 0, cudaMemcpyHostToDevice) != cudaSuccess;
  wrong += cudaMemset(counter, 0, 0) != cudaSuccess;
  wrong += cudaMemcpy(&host, counter, sizeof host, cudaMemcpyDeviceToHost) != cudaSuccess || host != 2 * threads;
  wrong += cudaFree(counter) != cudaSuccess;
  std::printf("handled_errors: %u wrong\n", wrong);
  return wrong ? 1 : 0;
}
