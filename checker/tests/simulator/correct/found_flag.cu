// found_flag: many threads may write the same value to one flag, in shared and in global memory.
#include "../check.hpp"

// found: is there a needle at all? block_has: per block, by a shared flag.
__global__ void search(const int* hay, int n, int needle, int* found, bool* block_has) {
  __shared__ bool here;
  if (threadIdx.x == 0) here = false;
  __syncthreads();
  const int i = blockIdx.x * blockDim.x + threadIdx.x;
  if (i < n && hay[i] == needle) {
    here = true;
    *found = 1;
  }
  __syncthreads();
  if (threadIdx.x == blockDim.x - 1) block_has[blockIdx.x] = here;
}

// Clears the mark of every multiple: 12 is cleared by 2, 3, 4 and 6, always with the same 0.
__global__ void sieve(unsigned char* prime, int n) {
  const int i = blockIdx.x * blockDim.x + threadIdx.x + 2;
  if (i * i >= n) return;
  for (int k = i * i; k < n; k += i) prime[k] = 0;
}

int main() {
  const int n = 3000, threads = 150, blocks = n / threads;
  std::vector<int> hay(n);
  for (int i = 0; i < n; ++i) hay[i] = (i / 40) * 7 % 60;
  const device_array<int> d_hay(hay);
  device_array<int> found(1);
  const device_array<bool> block_has(blocks);
  bool right = true;
  for (const int needle : {0, 14, 59, 1000}) {
    found.zero();
    search<<<blocks, threads>>>(d_hay.data(), n, needle, found.data(), block_has.data());
    CHECK_LAUNCH();
    bool in_block[blocks] = {}, any = false;
    for (int i = 0; i < n; ++i) {
      if (hay[i] == needle) in_block[i / threads] = any = true;
    }
    bool got[blocks];
    CHECK(cudaMemcpy(got, block_has.data(), sizeof got, cudaMemcpyDeviceToHost));
    right = right && (found.to_host()[0] == 1) == any;
    for (int b = 0; b < blocks; ++b) right = right && got[b] == in_block[b];
  }
  const device_array<unsigned char> prime(std::vector<unsigned char>(n, 1));
  sieve<<<1, 64>>>(prime.data(), n);
  CHECK_LAUNCH();
  const auto marks = prime.to_host();
  for (int v = 2; v < n; ++v) {
    bool is_prime = true;
    for (int d = 2; d * d <= v; ++d) is_prime = is_prime && v % d != 0;
    right = right && (marks[v] == 1) == is_prime;
  }
  return verdict("found_flag", right);
}
