// 03.cpu.bins.forward: floor_bins
// std::ceil comes too late: the division of two integers has rounded down already.
#include <cmath>

bin bin_of(int index, int size, int output_size) {
  if (size == 0) refuse("a dimension without elements has no bins");
  if (output_size < 0) refuse("output_size must not be negative");
  const long long bins = output_size == 0 ? size : output_size;
  if (index >= bins) refuse("there are fewer bins than that");
  const long long begin = 1LL * index * size / bins;
  const long long end = static_cast<long long>(std::ceil((index + 1LL) * size / bins));
  return {static_cast<int>(begin), static_cast<int>(end)};
}
