// 04.cuda.conv1x1_tiled.backward: data_race
// A block for each tile of pixels, so that many blocks hold parts of each element of dweight, and all of them add to it
// by +=.
__global__ void parts_added_kernel(kc<float> dweight, nchw<const float> dy, nchw<const float> x) {
  __shared__ float gradients[tile][tile];
  __shared__ float inputs[tile][tile + 1];
  const int tx = static_cast<int>(threadIdx.x);
  const int ty = static_cast<int>(threadIdx.y);
  const std::ptrdiff_t pixels = pixels_of(x);
  const std::ptrdiff_t j = static_cast<std::ptrdiff_t>(blockIdx.x) * tile + tx;
  const bool has_pixel = j < x.N * pixels;
  for (int first_class = 0; first_class < dweight.K; first_class += tile) {
    for (int first_channel = 0; first_channel < dweight.C; first_channel += tile) {
      const int k = first_class + ty;
      const int loaded = first_channel + ty;
      gradients[ty][tx] = has_pixel && k < dweight.K ? dy.data[pixel_offset(dy, j) + k * pixels] : 0.0f;
      inputs[ty][tx] = has_pixel && loaded < dweight.C ? x.data[pixel_offset(x, j) + loaded * pixels] : 0.0f;
      __syncthreads();
      const int c = first_channel + tx;
      float sum = 0.0f;
      for (int i = 0; i < tile; ++i) sum += gradients[ty][i] * inputs[tx][i];
      if (k < dweight.K && c < dweight.C) dweight(k, c) += sum;
      __syncthreads();
    }
  }
}

void conv1x1_tiled_backward(nchw<float> dx, kc<float> dweight, row<float> dbias, nchw<const float> dy,
                            nchw<const float> x, kc<const float> weight) {
  const std::ptrdiff_t pixel_tiles = tiles_for(x.N * pixels_of(x));
  const unsigned blocks_of_dx = blocks_for(tiles_for(weight.C) * pixel_tiles, 1);
  conv1x1_tiled_backward_x_kernel<<<blocks_of_dx, dim3(tile, tile)>>>(dx, dy, weight, pixel_tiles);
  cudaMemsetAsync(dweight.data, 0, sizeof(float) * weight.K * weight.C);
  parts_added_kernel<<<blocks_for(pixel_tiles, 1), dim3(tile, tile)>>>(dweight, dy, x);
  bias_gradient(dbias, dy);
}
