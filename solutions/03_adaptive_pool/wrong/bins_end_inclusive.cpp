// 03.cpu.bins.forward: end_one_short
// The last element of the bin is given, where the one behind it is asked for.
bin bin_of(int index, int size, int output_size) {
  if (size == 0) refuse("a dimension without elements has no bins");
  if (output_size < 0) refuse("output_size must not be negative");
  const long long bins = output_size == 0 ? size : output_size;
  if (index >= bins) refuse("there are fewer bins than that");
  const long long begin = 1LL * index * size / bins;
  const long long last = ((index + 1LL) * size - 1) / bins;
  return {static_cast<int>(begin), static_cast<int>(last)};
}
