// 03.cpu.bins.forward: negative_is_none
// -1 is taken for None, as in view() and reshape(). Here PyTorch refuses it.
bin bin_of(int index, int size, int output_size) {
  if (size == 0) refuse("a dimension without elements has no bins");
  const long long bins = output_size <= 0 ? size : output_size;
  if (index >= bins) refuse("there are fewer bins than that");
  const long long begin = 1LL * index * size / bins;
  const long long end = ((index + 1LL) * size + bins - 1) / bins;
  return {static_cast<int>(begin), static_cast<int>(end)};
}
