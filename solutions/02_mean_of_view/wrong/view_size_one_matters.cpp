// 02.cpu.view.forward: sizes_of_one_count
// Compares strides even where there is one row or one column, and no step to take.
void view_as_maps(std::ptrdiff_t view_stride[3], const tensor_layout& x) {
  if (x.stride[2] != x.size[3] * x.stride[3]) refuse("not viewable");
  view_stride[0] = x.stride[0];
  view_stride[1] = x.stride[1];
  view_stride[2] = x.stride[3];
}
