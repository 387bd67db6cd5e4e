// 02.cpu.channels_last.forward: layout_misread
// Takes the data as they lie, in rows of H*W, as the function for contiguous tensors does.
void mean_of_channels_last_forward(nc<float> y, strided_maps<const float> x) {
  const int map_size = x.H * x.W;
  mean_of_contiguous_forward(y, {x.data, x.N, x.C, map_size});
}
