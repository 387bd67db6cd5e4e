// 02.cpu.shape.forward: squeeze_spares_batch
// Expects squeeze() to know that the first dimension is the batch.
int mean_shape(int shape[4], const int size[4], mean_form form) {
  const int kept[4] = {size[0], size[1], 1, 1};
  int dimensions = 0;
  for (int axis = 0; axis < 4; ++axis) {
    const bool averaged = axis >= 2;
    if (form == mean_form::squeezed ? axis > 0 && kept[axis] == 1 : averaged && form != mean_form::keepdim) continue;
    shape[dimensions++] = kept[axis];
  }
  return dimensions;
}
