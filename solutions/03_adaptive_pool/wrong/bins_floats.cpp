// 03.cpu.bins.forward: quotients_of_floats
// Divided in single precision, as older releases of PyTorch did: a float holds whole numbers up to 2^24 only.
#include <cmath>

bin bin_of(int index, int size, int output_size) {
  if (size == 0) refuse("a dimension without elements has no bins");
  if (output_size < 0) refuse("output_size must not be negative");
  const long long bins = output_size == 0 ? size : output_size;
  if (index >= bins) refuse("there are fewer bins than that");
  const auto parts = static_cast<float>(bins);
  const float begin = std::floor(static_cast<float>(1LL * index * size) / parts);
  const float end = std::ceil(static_cast<float>((index + 1LL) * size) / parts);
  return {static_cast<int>(begin), static_cast<int>(end)};
}
