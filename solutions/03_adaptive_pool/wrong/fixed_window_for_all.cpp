// 03.cpu.fixed_window.forward: window_for_all
// The formula that is often given. The windows are as many as the bins, and mostly not the bins.
fixed_window fixed_window_of(int size, int output_size) {
  const int stride = size / output_size;
  return {size - (output_size - 1) * stride, stride};
}
