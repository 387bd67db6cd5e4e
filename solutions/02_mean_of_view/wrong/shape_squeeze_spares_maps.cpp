// 02.cpu.shape.forward: squeeze_spares_maps
// Expects squeeze() to undo keepdim=True, and nothing else.
int mean_shape(int shape[4], const int size[4], mean_form form) {
  const int dimensions = form == mean_form::keepdim ? 4 : 2;
  for (int axis = 0; axis < dimensions; ++axis) shape[axis] = axis < 2 ? size[axis] : 1;
  return dimensions;
}
