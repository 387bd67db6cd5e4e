// EXPECT: deadlock
// deposit() holds the lock when it calls log_entry(), which takes the same lock.
#include <cuda_runtime.h>

#include <cstdio>
#include <cstdlib>

static void check(cudaError_t error) {
  if (error == cudaSuccess) return;
  std::fprintf(stderr, "CUDA: %s\n", cudaGetErrorString(error));
  std::exit(1);
}

struct account {
  int lock, balance, entries;
};

__device__ void acquire(account* a) {
  while (atomicCAS(&a->lock, 0, 1) != 0) {  // BUG
  }
  __threadfence();
}

__device__ void release(account* a) {
  __threadfence();
  atomicExch(&a->lock, 0);
}

__device__ void log_entry(account* a) {
  acquire(a);
  a->entries++;
  release(a);
}

__global__ void deposit(account* a, int amount) {
  if (threadIdx.x != 0) return;
  acquire(a);
  a->balance += amount;
  log_entry(a);
  release(a);
}

int main() {
  account *a, result;
  check(cudaMalloc(&a, sizeof(account)));
  check(cudaMemset(a, 0, sizeof(account)));
  deposit<<<3, 32>>>(a, 10);
  check(cudaGetLastError());
  check(cudaDeviceSynchronize());
  check(cudaMemcpy(&result, a, sizeof(account), cudaMemcpyDeviceToHost));
  check(cudaFree(a));
  std::printf("%d in %d entries\n", result.balance, result.entries);
}
