// 03.cpu.fixed_window.forward: divisible_only
// As torch.onnx has it: refused unless output_size divides size.
fixed_window fixed_window_of(int size, int output_size) {
  if (size % output_size != 0) refuse("output_size does not divide size");
  return {size / output_size, size / output_size};
}
