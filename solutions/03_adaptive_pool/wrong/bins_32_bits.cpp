// 03.cpu.bins.forward: products_of_32_bits
// index * size is the product of two ints, and has no more bits than they.
bin bin_of(int index, int size, int output_size) {
  if (size == 0) refuse("a dimension without elements has no bins");
  if (output_size < 0) refuse("output_size must not be negative");
  const int bins = output_size == 0 ? size : output_size;
  if (index >= bins) refuse("there are fewer bins than that");
  return {index * size / bins, ((index + 1) * size + bins - 1) / bins};
}
