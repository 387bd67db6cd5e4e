// Where bins lie, by the solution of lab 03. Prints: size, number of bins, bin, its first element, the one behind its
// last.
#include "solutions/03_adaptive_pool/adaptive_pool.cu"

#include <cstdio>

__global__ void print_bins(int size, int bins) {
  for (int i = 0; i < bins; ++i) {
    const range r = elements_of_bin(i, size, bins);
    std::printf("%d %d %d %d %d\n", size, bins, i, r.begin, r.end);
  }
}

int main() {
  print_bins<<<1, 1>>>(7, 3);
  print_bins<<<1, 1>>>(3, 5);
  print_bins<<<1, 1>>>(5, 3);
  cudaDeviceSynchronize();
}
