// hash_table: open addressing; atomicCAS claims a slot for a key, atomicAdd counts; lookups in a later launch.
#include <map>

#include "../check.hpp"

constexpr unsigned empty_key = 0xffffffffu;

struct table {
  unsigned* keys;
  int* counts;
  unsigned capacity;  // a power of two

  __host__ __device__ unsigned slot(unsigned key) const { return key * 2654435761u >> 7 & (capacity - 1); }
};

__global__ void insert(table t, const unsigned* words, int n) {
  for (int i = blockIdx.x * blockDim.x + threadIdx.x; i < n; i += gridDim.x * blockDim.x) {
    const unsigned key = words[i];
    for (unsigned s = t.slot(key);; s = (s + 1) & (t.capacity - 1)) {
      const unsigned owner = atomicCAS(&t.keys[s], empty_key, key);
      if (owner == empty_key || owner == key) {
        atomicAdd(&t.counts[s], 1);
        break;
      }
    }
  }
}

__global__ void look_up(table t, const unsigned* queries, int* answers, int n) {
  const int i = blockIdx.x * blockDim.x + threadIdx.x;
  if (i >= n) return;
  int count = 0;
  for (unsigned s = t.slot(queries[i]); t.keys[s] != empty_key; s = (s + 1) & (t.capacity - 1)) {
    if (t.keys[s] == queries[i]) {
      count = t.counts[s];
      break;
    }
  }
  answers[i] = count;
}

int main() {
  const int n = 4000, queries = 900;
  const unsigned capacity = 1024;
  std::vector<unsigned> words(n), asked(queries);
  std::map<unsigned, int> counted;
  for (int i = 0; i < n; ++i) ++counted[words[i] = static_cast<unsigned>((i * i) % 1201 * 17)];
  std::vector<int> expected;
  for (int q = 0; q < queries; ++q) {
    asked[q] = static_cast<unsigned>(q * 34);
    const auto found = counted.find(asked[q]);
    expected.push_back(found == counted.end() ? 0 : found->second);
  }
  const device_array<unsigned> keys(capacity), d_words(words), d_asked(asked);
  device_array<int> counts(capacity);
  const device_array<int> answers(queries);
  CHECK(cudaMemset(keys.data(), 0xff, capacity * sizeof(unsigned)));
  counts.zero();
  const table t{keys.data(), counts.data(), capacity};
  insert<<<5, 192>>>(t, d_words.data(), n);
  look_up<<<(queries + 31) / 32, 32>>>(t, d_asked.data(), answers.data(), queries);
  CHECK_LAUNCH();
  return verdict("hash_table", answers.to_host() == expected);
}
