// spin_lock: a lock by atomicCAS and atomicExch with fences, taken by one thread of each block, guards several values.
#include "../check.hpp"

struct statistics {
  int count;
  long long sum;
  int minimum, maximum;
};

__device__ int lock_word = 0;

__device__ void acquire(int* lock) {
  while (atomicCAS(lock, 0, 1) != 0) {
  }
  __threadfence();
}

__device__ void release(int* lock) {
  __threadfence();
  atomicExch(lock, 0);
}

__global__ void collect(const int* x, int n, statistics* all) {
  __shared__ statistics mine;
  if (threadIdx.x == 0) mine = {0, 0, 2147483647, -2147483647 - 1};
  __syncthreads();
  const int i = blockIdx.x * blockDim.x + threadIdx.x;
  if (i < n) {
    atomicAdd(&mine.count, 1);
    atomicAdd(reinterpret_cast<unsigned long long*>(&mine.sum), static_cast<unsigned long long>(x[i]));
    atomicMin(&mine.minimum, x[i]);
    atomicMax(&mine.maximum, x[i]);
  }
  __syncthreads();
  if (threadIdx.x == 0) {
    acquire(&lock_word);
    all->count += mine.count;
    all->sum += mine.sum;
    all->minimum = min(all->minimum, mine.minimum);
    all->maximum = max(all->maximum, mine.maximum);
    release(&lock_word);
  }
}

int main() {
  const int n = 5555;
  std::vector<int> x(n);
  for (int i = 0; i < n; ++i) x[i] = (i * 977) % 4001 - 2000;
  statistics expected{0, 0, x[0], x[0]};
  for (const int v : x) {
    ++expected.count;
    expected.sum += v;
    if (v < expected.minimum) expected.minimum = v;
    if (v > expected.maximum) expected.maximum = v;
  }
  const device_array<int> d_x(x);
  const device_array<statistics> all(std::vector<statistics>{{0, 0, x[0], x[0]}});
  collect<<<(n + 89) / 90, 90>>>(d_x.data(), n, all.data());
  CHECK_LAUNCH();
  const statistics got = all.to_host()[0];
  return verdict("spin_lock", got.count == expected.count && got.sum == expected.sum &&
                                  got.minimum == expected.minimum && got.maximum == expected.maximum);
}
