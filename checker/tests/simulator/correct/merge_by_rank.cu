// merge_by_rank: two sorted arrays become one; each thread finds its element's place by a binary search in the other.
#include <algorithm>
#include <utility>

#include "../check.hpp"

// How many elements of x[0, n) come before v; equal ones count if `equal_too`.
__device__ int count_before(const int* x, int n, int v, bool equal_too) {
  int low = 0, high = n;
  while (low < high) {
    const int middle = (low + high) / 2;
    if (x[middle] < v || (equal_too && x[middle] == v))
      low = middle + 1;
    else
      high = middle;
  }
  return low;
}

__global__ void merge(const int* a, int na, const int* b, int nb, int* out) {
  const int i = blockIdx.x * blockDim.x + threadIdx.x;
  if (i < na)
    out[i + count_before(b, nb, a[i], false)] = a[i];
  else if (i < na + nb)
    out[i - na + count_before(a, na, b[i - na], true)] = b[i - na];
}

// Sorts x by merging runs of 1, 2, 4 ... elements; every pair is a launch of its own.
int* merge_sort(int* x, int* spare, int n) {
  for (int run = 1; run < n; run *= 2) {
    for (int begin = 0; begin < n; begin += 2 * run) {
      const int na = std::min(run, n - begin), nb = std::min(run, n - begin - na);
      merge<<<(na + nb + 63) / 64, 64>>>(x + begin, na, x + begin + na, nb, spare + begin);
      CHECK(cudaGetLastError());
    }
    std::swap(x, spare);
  }
  return x;
}

int main() {
  const int n = 150;
  std::vector<int> x(n);
  for (int i = 0; i < n; ++i) x[i] = (i * 97) % 43 - 20;
  const device_array<int> a(x), b(n);
  const int* sorted = merge_sort(a.data(), b.data(), n);
  std::vector<int> got(n);
  CHECK(cudaMemcpy(got.data(), sorted, n * sizeof(int), cudaMemcpyDeviceToHost));
  std::sort(x.begin(), x.end());
  return verdict("merge_by_rank", got == x);
}
