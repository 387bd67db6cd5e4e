// 03.cpu.fixed_window.forward: stride_of_zero
// The remainder is looked at, the quotient is not: 1 element in 7 bins has the remainder 1, and the stride 0.
fixed_window fixed_window_of(int size, int output_size) {
  const int remainder = size % output_size;
  if (remainder > 1) refuse("the bins are not equally far apart");
  return {size / output_size + remainder, size / output_size};
}
