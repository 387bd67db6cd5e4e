// 03.cpu.bins.forward: none_is_one
// "No size given" is taken for one bin, where it keeps the size.
bin bin_of(int index, int size, int output_size) {
  if (size == 0) refuse("a dimension without elements has no bins");
  if (output_size < 0) refuse("output_size must not be negative");
  const long long bins = output_size == 0 ? 1 : output_size;
  if (index >= bins) refuse("there are fewer bins than that");
  const long long begin = 1LL * index * size / bins;
  const long long end = ((index + 1LL) * size + bins - 1) / bins;
  return {static_cast<int>(begin), static_cast<int>(end)};
}
