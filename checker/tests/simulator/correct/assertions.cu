// assertions: assert() in a kernel and in device functions, all of which hold.
#include <algorithm>
#include <cassert>

#include "../check.hpp"

template <class T, int capacity>
class small_stack {
 public:
  __device__ void push(T v) {
    assert(m_size < capacity);
    m_items[m_size++] = v;
  }
  __device__ T pop() {
    assert(m_size > 0 && "pop of an empty stack");
    return m_items[--m_size];
  }
  __device__ bool empty() const { return m_size == 0; }

 private:
  T m_items[capacity];
  int m_size = 0;
};

struct range {
  int begin, end;
};

// Each thread sorts its own part by quicksort without recursion.
__global__ void sort_parts(int* x, int part, int n) {
  const range mine{static_cast<int>(blockIdx.x * blockDim.x + threadIdx.x) * part, 0};
  if (mine.begin >= n) return;
  small_stack<range, 64> left;
  left.push({mine.begin, min(mine.begin + part, n)});
  while (!left.empty()) {
    const range r = left.pop();
    if (r.end - r.begin < 2) continue;
    const int pivot = x[r.end - 1];
    int middle = r.begin;
    for (int i = r.begin; i < r.end - 1; ++i) {
      if (x[i] >= pivot) continue;
      const int t = x[i];
      x[i] = x[middle];
      x[middle++] = t;
    }
    x[r.end - 1] = x[middle];
    x[middle] = pivot;
    left.push({r.begin, middle});
    left.push({middle + 1, r.end});
  }
  for (int i = mine.begin + 1; i < mine.begin + part && i < n; ++i) assert(x[i - 1] <= x[i]);
}

int main() {
  const int n = 1990, part = 20;
  std::vector<int> x(n);
  for (int i = 0; i < n; ++i) x[i] = (i * 271) % 127;
  const device_array<int> d_x(x);
  sort_parts<<<4, 25>>>(d_x.data(), part, n);
  CHECK_LAUNCH();
  for (int b = 0; b < n; b += part) std::sort(x.begin() + b, x.begin() + std::min(b + part, n));
  return verdict("assertions", d_x.to_host() == x);
}
