// 04.cuda.conv1x1_tiled.forward: data_race
// The products begin before the tiles are complete: the barrier between loading and reading is missing.
__global__ void unfinished_tiles_kernel(nchw<float> y, nchw<const float> x, kc<const float> weight,
                                        row<const float> bias, std::ptrdiff_t column_tiles) {
  __shared__ float weights[tile][tile];  // [class][channel]
  __shared__ float inputs[tile][tile];   // [channel][pixel]
  const place_in_result at(column_tiles);
  const int k = at.row_tile * tile + at.ty;
  const std::ptrdiff_t j = at.column_tile * tile + at.tx;
  const std::ptrdiff_t pixels = pixels_of(x);
  const bool has_pixel = j < x.N * pixels;
  const float* pixel = x.data + (has_pixel ? pixel_offset(x, j) : 0);

  float sum = k < weight.K ? bias(k) : 0.0f;
  for (int first = 0; first < weight.C; first += tile) {
    weights[at.ty][at.tx] = k < weight.K && first + at.tx < weight.C ? weight(k, first + at.tx) : 0.0f;
    inputs[at.ty][at.tx] = has_pixel && first + at.ty < weight.C ? pixel[(first + at.ty) * pixels] : 0.0f;
    for (int c = 0; c < tile; ++c) sum += weights[at.ty][c] * inputs[c][at.tx];
    __syncthreads();  // nobody reads them any more
  }
  if (k < weight.K && has_pixel) y.data[pixel_offset(y, j) + k * pixels] = sum;
}

void conv1x1_tiled_forward(nchw<float> y, nchw<const float> x, kc<const float> weight, row<const float> bias) {
  const std::ptrdiff_t column_tiles = tiles_for(x.N * pixels_of(x));
  const unsigned blocks = blocks_for(tiles_for(weight.K) * column_tiles, 1);
  unfinished_tiles_kernel<<<blocks, dim3(tile, tile)>>>(y, x, weight, bias, column_tiles);
}
