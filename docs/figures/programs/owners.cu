// Who does what in a linear layer of 2 images, 12 features and 3 classes, with blocks of 4 threads. Prints for each
// product of y: 0 block thread n k i; for each product of dweight: 1 block thread n k i.
#include <cstdio>

constexpr int N = 2, L = 12, K = 3;

__global__ void forward() {
  const int n = blockIdx.x / K, k = blockIdx.x % K;
  for (int i = threadIdx.x; i < L; i += blockDim.x) std::printf("0 %d %d %d %d %d\n", blockIdx.x, threadIdx.x, n, k, i);
}

__global__ void backward() {
  const int number = blockIdx.x * blockDim.x + threadIdx.x;
  if (number >= K * L) return;
  for (int n = 0; n < N; ++n)
    std::printf("1 %d %d %d %d %d\n", blockIdx.x, threadIdx.x, n, number / L, number % L);
}

int main() {
  forward<<<N * K, 4>>>();
  backward<<<K * L / 4, 4>>>();
  cudaDeviceSynchronize();
}
