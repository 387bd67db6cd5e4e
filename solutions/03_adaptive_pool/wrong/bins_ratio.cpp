// 03.cpu.bins.forward: multiples_of_a_ratio
// size / output_size is rounded before it is multiplied: 19 times the double nearest to 21/19 is more than 21.
#include <cmath>

bin bin_of(int index, int size, int output_size) {
  if (size == 0) refuse("a dimension without elements has no bins");
  if (output_size < 0) refuse("output_size must not be negative");
  const long long bins = output_size == 0 ? size : output_size;
  if (index >= bins) refuse("there are fewer bins than that");
  const double ratio = static_cast<double>(size) / static_cast<double>(bins);
  return {static_cast<int>(std::floor(index * ratio)), static_cast<int>(std::ceil((index + 1) * ratio))};
}
