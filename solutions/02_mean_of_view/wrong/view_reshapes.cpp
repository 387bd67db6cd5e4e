// 02.cpu.view.forward: strides_of_a_copy
// Gives the strides that reshape() would leave after copying, and so refuses nothing.
void view_as_maps(std::ptrdiff_t view_stride[3], const tensor_layout& x) {
  const std::ptrdiff_t map_size = static_cast<std::ptrdiff_t>(x.size[2]) * x.size[3];
  view_stride[0] = x.size[1] * map_size;
  view_stride[1] = map_size;
  view_stride[2] = 1;
}
