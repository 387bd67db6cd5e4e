// many_atomics: few threads add a long row to few places, atomically: much work, and nobody waits for anybody.
#include "../check.hpp"

constexpr int places = 4;
constexpr int length = 400000;

// Thread 0 counts into a few places again and again; thread 1 goes through a long row and adds zeros to it.
__global__ void count(int* counts, float* row) {
  if (threadIdx.x == 0) {
    for (int i = 0; i < length; ++i) atomicAdd(&counts[i % places], 1);
  } else if (threadIdx.x == 1) {
    for (int i = 0; i < length; ++i) atomicAdd(&row[i], 0.0f);
  }
}

int main() {
  const device_array<int> counts(std::vector<int>(places, 0));
  const device_array<float> row(std::vector<float>(length, 2.0f));
  count<<<1, 2>>>(counts.data(), row.data());
  CHECK_LAUNCH();
  bool right = true;
  for (const int n : counts.to_host()) right = right && n == length / places;
  for (const float x : row.to_host()) right = right && x == 2.0f;
  return verdict("many_atomics", right);
}
