// 03.cpu.fixed_window.forward: equal_lengths
// All bins have the same length if the remainder divides output_size. That they are equally far apart is not asked.
fixed_window fixed_window_of(int size, int output_size) {
  const int stride = size / output_size;
  const int remainder = size % output_size;
  if (remainder == 0) return {stride, stride};
  if (output_size % remainder != 0) refuse("the bins are not equally long");
  return {stride + 1, stride};
}
