// Lab 04 in CUDA, solved: first the naive convolution, then with tiles in shared memory; the loss; the head in both
// orders.
//
// One rule for all kernels: whoever writes an element of an output owns it and reads whatever belongs to it. So nothing
// needs an atomic, no output must be set to 0 before, and the result has the same bits in every run. A long sum is
// shared by a warp. Sums are fp32: those of a warp are 32 short ones, and those of a tile have C terms.
#include <stdexcept>

#include "conv1x1_gap.hpp"

namespace {

constexpr int warp_size = 32;
constexpr unsigned all_lanes = 0xffffffffu;
constexpr int block_size = 256;
constexpr int warps_per_block = block_size / warp_size;

/// How many blocks it takes. Only grid.x is used: it goes to 2^31 - 1, where y and z end at 65535.
unsigned blocks_for(std::ptrdiff_t work, int work_per_block) {
  return static_cast<unsigned>((work + work_per_block - 1) / work_per_block);
}

/// The number of this thread among all of the grid.
__device__ std::ptrdiff_t thread_number() { return static_cast<std::ptrdiff_t>(blockIdx.x) * blockDim.x + threadIdx.x; }

/// This warp's number in the grid, and this thread's in the warp. Warps leave kernels whole, as shuffles need all
/// lanes.
__device__ std::ptrdiff_t warp_number() { return thread_number() / warp_size; }
__device__ int lane_number() { return static_cast<int>(threadIdx.x) % warp_size; }

/// The sum over a warp, the same in every lane. All 32 lanes must call it.
__device__ float warp_sum(float sum) {
  for (int offset = warp_size / 2; offset > 0; offset /= 2) sum += __shfl_xor_sync(all_lanes, sum, offset);
  return sum;
}

/// The largest value of a warp, the same in every lane.
__device__ float warp_maximum(float maximum) {
  for (int offset = warp_size / 2; offset > 0; offset /= 2) {
    maximum = fmaxf(maximum, __shfl_xor_sync(all_lanes, maximum, offset));
  }
  return maximum;
}

template <class T>
__host__ __device__ std::ptrdiff_t pixels_of(nchw<T> maps) {
  return static_cast<std::ptrdiff_t>(maps.H) * maps.W;
}

/// All elements of N images with that many maps of the given size.
template <class T>
__host__ __device__ std::ptrdiff_t elements_of(nchw<T> maps) {
  return maps.offset(maps.N, 0, 0, 0);
}

/// What a call needs for itself in the device's memory, given back at its end. cudaFree() synchronises, so no kernel is
/// using it any more (CUDA C++ Programming Guide, "Stream Ordered Memory Allocator").
struct scratch {
  explicit scratch(std::ptrdiff_t elements) {
    const cudaError_t error = cudaMalloc(&data, static_cast<std::size_t>(elements) * sizeof(float));
    if (error != cudaSuccess) throw std::runtime_error(cudaGetErrorString(error));
  }
  scratch(const scratch&) = delete;
  scratch& operator=(const scratch&) = delete;
  ~scratch() { cudaFree(data); }

  float* data = nullptr;
};

nchw<const float> readable_maps(nchw<float> maps) { return {maps.data, maps.N, maps.C, maps.H, maps.W}; }

nk<const float> readable_rows(nk<float> rows) { return {rows.data, rows.N, rows.K}; }

// --------------------------------------------------------------------------------------------------- naive

/// Thread i makes element i of y, in the order of memory: neighbours differ in the pixel, so a warp reads 32 neighbours
/// of each channel, and the same weight. Still x is read K times and each weight N*H*W times, from cache or memory.
__global__ void conv1x1_forward_kernel(nchw<float> y, nchw<const float> x, kc<const float> weight,
                                       row<const float> bias) {
  const std::ptrdiff_t i = thread_number();
  if (i >= elements_of(y)) return;
  const std::ptrdiff_t pixels = pixels_of(x);
  const int k = static_cast<int>(i / pixels % weight.K);
  const int n = static_cast<int>(i / pixels / weight.K);
  const float* pixel = &x(n, 0, 0, 0) + i % pixels;  // in channel 0; the others are H*W floats apart
  float sum = bias(k);
  for (int c = 0; c < x.C; ++c) sum += weight(k, c) * pixel[c * pixels];
  y.data[i] = sum;
}

/// The same with the weight transposed: thread i makes element i of dx.
__global__ void conv1x1_backward_x_kernel(nchw<float> dx, nchw<const float> dy, kc<const float> weight) {
  const std::ptrdiff_t i = thread_number();
  if (i >= elements_of(dx)) return;
  const std::ptrdiff_t pixels = pixels_of(dx);
  const int c = static_cast<int>(i / pixels % weight.C);
  const int n = static_cast<int>(i / pixels / weight.C);
  const float* pixel = &dy(n, 0, 0, 0) + i % pixels;
  float sum = 0.0f;
  for (int k = 0; k < weight.K; ++k) sum += weight(k, c) * pixel[k * pixels];
  dx.data[i] = sum;
}

/// A warp makes one element of dweight, with a sum over all pixels of all images: lane l takes the pixels l, l + 32,
/// l + 64 ... of each, side by side in dy and in x.
__global__ void conv1x1_backward_weight_kernel(kc<float> dweight, nchw<const float> dy, nchw<const float> x) {
  const std::ptrdiff_t element = warp_number();
  if (element >= static_cast<std::ptrdiff_t>(dweight.K) * dweight.C) return;
  const int k = static_cast<int>(element / dweight.C);
  const int c = static_cast<int>(element % dweight.C);
  const std::ptrdiff_t pixels = pixels_of(x);
  float sum = 0.0f;
  for (int n = 0; n < x.N; ++n) {
    const float* dy_map = &dy(n, k, 0, 0);
    const float* x_map = &x(n, c, 0, 0);
    for (std::ptrdiff_t i = lane_number(); i < pixels; i += warp_size) sum += dy_map[i] * x_map[i];
  }
  sum = warp_sum(sum);
  if (lane_number() == 0) dweight(k, c) = sum;
}

/// A warp makes one element of dbias.
__global__ void conv1x1_backward_bias_kernel(row<float> dbias, nchw<const float> dy) {
  const std::ptrdiff_t k = warp_number();
  if (k >= dbias.L) return;
  const std::ptrdiff_t pixels = pixels_of(dy);
  float sum = 0.0f;
  for (int n = 0; n < dy.N; ++n) {
    const float* map = &dy(n, static_cast<int>(k), 0, 0);
    for (std::ptrdiff_t i = lane_number(); i < pixels; i += warp_size) sum += map[i];
  }
  sum = warp_sum(sum);
  if (lane_number() == 0) dbias(static_cast<int>(k)) = sum;
}

void bias_gradient(row<float> dbias, nchw<const float> dy) {
  conv1x1_backward_bias_kernel<<<blocks_for(dbias.L, warps_per_block), block_size>>>(dbias, dy);
}

}  // namespace

void conv1x1_forward(nchw<float> y, nchw<const float> x, kc<const float> weight, row<const float> bias) {
  conv1x1_forward_kernel<<<blocks_for(elements_of(y), block_size), block_size>>>(y, x, weight, bias);
}

void conv1x1_backward(nchw<float> dx, kc<float> dweight, row<float> dbias, nchw<const float> dy, nchw<const float> x,
                      kc<const float> weight) {
  const std::ptrdiff_t weights = static_cast<std::ptrdiff_t>(weight.K) * weight.C;
  conv1x1_backward_x_kernel<<<blocks_for(elements_of(dx), block_size), block_size>>>(dx, dy, weight);
  conv1x1_backward_weight_kernel<<<blocks_for(weights, warps_per_block), block_size>>>(dweight, dy, x);
  bias_gradient(dbias, dy);
}

// --------------------------------------------------------------------------------------------------- tiles

namespace {

/// Rows and columns of a tile. A block of 16 x 16 threads loads 2 * 256 floats for 16 * 256 products.
constexpr int tile = 16;

/// Which tile of the result a block makes, and which element of it a thread. Column tiles come first in the grid.
struct place_in_result {
  int row_tile;
  std::ptrdiff_t column_tile;
  int tx, ty;

  __device__ explicit place_in_result(std::ptrdiff_t column_tiles)
      : row_tile(static_cast<int>(blockIdx.x / column_tiles)),
        column_tile(blockIdx.x % column_tiles),
        tx(static_cast<int>(threadIdx.x)),
        ty(static_cast<int>(threadIdx.y)) {}
};

/// Number j of the N*H*W pixels of all images, as the offset of its element in map 0 of the image.
template <class T>
__device__ std::ptrdiff_t pixel_offset(nchw<T> maps, std::ptrdiff_t j) {
  const std::ptrdiff_t pixels = pixels_of(maps);
  return j / pixels * maps.C * pixels + j % pixels;
}

/// y as a matrix of K rows and N*H*W columns, the product of weight (K x C) and x (C x N*H*W). A block makes 16 x 16 of
/// it, in steps of 16 channels. Threads beyond the matrices' ends load 0, which adds nothing, and come to all barriers.
__global__ void conv1x1_tiled_forward_kernel(nchw<float> y, nchw<const float> x, kc<const float> weight,
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
    __syncthreads();  // both tiles are complete
    for (int c = 0; c < tile; ++c) sum += weights[at.ty][c] * inputs[c][at.tx];
    __syncthreads();  // nobody reads them any more
  }
  if (k < weight.K && has_pixel) y.data[pixel_offset(y, j) + k * pixels] = sum;
}

/// dx as a matrix of C rows and N*H*W columns: weight transposed (C x K) times dy (K x N*H*W). Neighbouring threads
/// load neighbouring channels of the weight, so its tile lies as the weight does, and is read by columns: by the two
/// rows of threads in a warp, from two places that are neighbours.
__global__ void conv1x1_tiled_backward_x_kernel(nchw<float> dx, nchw<const float> dy, kc<const float> weight,
                                                std::ptrdiff_t column_tiles) {
  __shared__ float weights[tile][tile];    // [class][channel]
  __shared__ float gradients[tile][tile];  // [class][pixel]
  const place_in_result at(column_tiles);
  const int first_channel = at.row_tile * tile;
  const int c = first_channel + at.ty;
  const std::ptrdiff_t j = at.column_tile * tile + at.tx;
  const std::ptrdiff_t pixels = pixels_of(dx);
  const bool has_pixel = j < dx.N * pixels;
  const float* pixel = dy.data + (has_pixel ? pixel_offset(dy, j) : 0);

  float sum = 0.0f;
  for (int first = 0; first < weight.K; first += tile) {
    const int k = first + at.ty;
    const int loaded = first_channel + at.tx;
    weights[at.ty][at.tx] = k < weight.K && loaded < weight.C ? weight(k, loaded) : 0.0f;
    gradients[at.ty][at.tx] = has_pixel && k < weight.K ? pixel[k * pixels] : 0.0f;
    __syncthreads();
    for (int i = 0; i < tile; ++i) sum += weights[i][at.ty] * gradients[i][at.tx];
    __syncthreads();
  }
  if (c < weight.C && has_pixel) dx.data[pixel_offset(dx, j) + c * pixels] = sum;
}

/// dweight, K x C: dy (K x N*H*W) times x transposed. Both tiles are loaded along the pixels. The one of x is then read
/// by columns, by 16 neighbouring threads from 16 rows: rows of 17 floats put them into 16 different banks.
__global__ void conv1x1_tiled_backward_weight_kernel(kc<float> dweight, nchw<const float> dy, nchw<const float> x,
                                                     std::ptrdiff_t column_tiles) {
  __shared__ float gradients[tile][tile];   // [class][pixel]
  __shared__ float inputs[tile][tile + 1];  // [channel][pixel]
  const place_in_result at(column_tiles);
  const int k = at.row_tile * tile + at.ty;
  const int first_channel = static_cast<int>(at.column_tile) * tile;
  const int c = first_channel + at.tx;
  const int loaded = first_channel + at.ty;
  const std::ptrdiff_t pixels = pixels_of(x);
  const std::ptrdiff_t all_pixels = x.N * pixels;

  float sum = 0.0f;
  for (std::ptrdiff_t first = 0; first < all_pixels; first += tile) {
    const std::ptrdiff_t j = first + at.tx;
    const bool has_pixel = j < all_pixels;
    gradients[at.ty][at.tx] = has_pixel && k < dweight.K ? dy.data[pixel_offset(dy, j) + k * pixels] : 0.0f;
    inputs[at.ty][at.tx] = has_pixel && loaded < dweight.C ? x.data[pixel_offset(x, j) + loaded * pixels] : 0.0f;
    __syncthreads();
    for (int i = 0; i < tile; ++i) sum += gradients[at.ty][i] * inputs[at.tx][i];
    __syncthreads();
  }
  if (k < dweight.K && c < dweight.C) dweight(k, c) = sum;
}

std::ptrdiff_t tiles_for(std::ptrdiff_t size) { return (size + tile - 1) / tile; }

}  // namespace

void conv1x1_tiled_forward(nchw<float> y, nchw<const float> x, kc<const float> weight, row<const float> bias) {
  const std::ptrdiff_t column_tiles = tiles_for(x.N * pixels_of(x));
  const unsigned blocks = blocks_for(tiles_for(weight.K) * column_tiles, 1);
  conv1x1_tiled_forward_kernel<<<blocks, dim3(tile, tile)>>>(y, x, weight, bias, column_tiles);
}

void conv1x1_tiled_backward(nchw<float> dx, kc<float> dweight, row<float> dbias, nchw<const float> dy,
                            nchw<const float> x, kc<const float> weight) {
  const dim3 block(tile, tile);
  const std::ptrdiff_t pixel_tiles = tiles_for(x.N * pixels_of(x));
  const std::ptrdiff_t channel_tiles = tiles_for(weight.C);
  const unsigned blocks_of_dx = blocks_for(channel_tiles * pixel_tiles, 1);
  const unsigned blocks_of_dweight = blocks_for(tiles_for(weight.K) * channel_tiles, 1);
  conv1x1_tiled_backward_x_kernel<<<blocks_of_dx, block>>>(dx, dy, weight, pixel_tiles);
  conv1x1_tiled_backward_weight_kernel<<<blocks_of_dweight, block>>>(dweight, dy, x, channel_tiles);
  bias_gradient(dbias, dy);
}

// ---------------------------------------------------------------------------------------------------- loss

namespace {

/// One image's softmax, known to all lanes of its warp: softmax[k] = exp(logits[k] - maximum) / sum.
struct softmax_of_image {
  float maximum;
  float sum;
};

/// The warp reads the row twice, 32 neighbouring classes at a time.
__device__ softmax_of_image softmax_of(nk<const float> logits, int n) {
  float maximum = -INFINITY;
  for (int k = lane_number(); k < logits.K; k += warp_size) maximum = fmaxf(maximum, logits(n, k));
  maximum = warp_maximum(maximum);
  float sum = 0.0f;
  for (int k = lane_number(); k < logits.K; k += warp_size) sum += expf(logits(n, k) - maximum);
  return {maximum, warp_sum(sum)};
}

/// One block, so that one barrier is enough for the mean. Its warps take the images in turn, each adding up the losses
/// of its own; then the first warp adds up the warps'. A batch has too few images for more blocks to pay.
__global__ void cross_entropy_forward_kernel(row<float> loss, nk<const float> logits, row<const int> target) {
  __shared__ float partial[warps_per_block];
  const int warp = static_cast<int>(threadIdx.x) / warp_size;
  float sum = 0.0f;
  for (int n = warp; n < logits.N; n += warps_per_block) {
    const softmax_of_image s = softmax_of(logits, n);
    sum += logf(s.sum) + s.maximum - logits(n, target(n));
  }
  if (lane_number() == 0) partial[warp] = sum;
  __syncthreads();  // all warps have written

  if (warp > 0) return;
  sum = warp_sum(lane_number() < warps_per_block ? partial[lane_number()] : 0.0f);
  if (lane_number() == 0) loss(0) = sum / static_cast<float>(logits.N);
}

/// A warp for each image.
__global__ void cross_entropy_backward_kernel(nk<float> dlogits, nk<const float> logits, row<const int> target) {
  const std::ptrdiff_t image = warp_number();
  if (image >= logits.N) return;
  const int n = static_cast<int>(image);
  const softmax_of_image s = softmax_of(logits, n);
  for (int k = lane_number(); k < logits.K; k += warp_size) {
    const float probability = expf(logits(n, k) - s.maximum) / s.sum;
    const float one_hot = k == target(n) ? 1.0f : 0.0f;
    dlogits(n, k) = (probability - one_hot) / static_cast<float>(logits.N);
  }
}

}  // namespace

void cross_entropy_forward(row<float> loss, nk<const float> logits, row<const int> target) {
  cross_entropy_forward_kernel<<<1, block_size>>>(loss, logits, target);
}

void cross_entropy_backward(nk<float> dlogits, nk<const float> logits, row<const int> target) {
  cross_entropy_backward_kernel<<<blocks_for(logits.N, warps_per_block), block_size>>>(dlogits, logits, target);
}

// ---------------------------------------------------------------------------------------------------- head

namespace {

/// A warp takes the mean of one map, 32 neighbouring pixels at a time. means has one number for each map of x.
__global__ void mean_of_maps_kernel(float* means, nchw<const float> x) {
  const std::ptrdiff_t map = warp_number();
  if (map >= static_cast<std::ptrdiff_t>(x.N) * x.C) return;
  const std::ptrdiff_t pixels = pixels_of(x);
  const float* elements = x.data + map * pixels;
  float sum = 0.0f;
  for (std::ptrdiff_t i = lane_number(); i < pixels; i += warp_size) sum += elements[i];
  sum = warp_sum(sum);
  if (lane_number() == 0) means[map] = sum / static_cast<float>(pixels);
}

void mean_of_maps(float* means, nchw<const float> x) {
  const std::ptrdiff_t maps = static_cast<std::ptrdiff_t>(x.N) * x.C;
  mean_of_maps_kernel<<<blocks_for(maps, warps_per_block), block_size>>>(means, x);
}

/// Every element of a map gets an equal share of what its mean has. Thread i writes element i.
__global__ void share_among_pixels_kernel(nchw<float> maps, const float* of_means) {
  const std::ptrdiff_t i = thread_number();
  if (i >= elements_of(maps)) return;
  const std::ptrdiff_t pixels = pixels_of(maps);
  maps.data[i] = of_means[i / pixels] / static_cast<float>(pixels);
}

void share_among_pixels(nchw<float> maps, const float* of_means) {
  share_among_pixels_kernel<<<blocks_for(elements_of(maps), block_size), block_size>>>(maps, of_means);
}

/// The logits by way of the maps, which are written to memory and read again.
void logits_of_maps(nk<float> logits, nchw<const float> x, kc<const float> weight, row<const float> bias) {
  const scratch memory(x.N * weight.K * pixels_of(x));
  const nchw<float> y{memory.data, x.N, weight.K, x.H, x.W};
  conv1x1_tiled_forward(y, x, weight, bias);
  mean_of_maps(logits.data, readable_maps(y));
}

}  // namespace

void head_forward(nk<float> logits, row<float> loss, nchw<const float> x, kc<const float> weight, row<const float> bias,
                  row<const int> target) {
  logits_of_maps(logits, x, weight, bias);
  cross_entropy_forward(loss, readable_rows(logits), target);
}

void head_backward(nchw<float> dx, kc<float> dweight, row<float> dbias, nchw<const float> x, kc<const float> weight,
                   row<const float> bias, row<const int> target) {
  const std::ptrdiff_t rows = static_cast<std::ptrdiff_t>(x.N) * weight.K;
  const scratch memory_of_logits(rows);
  const scratch memory_of_dlogits(rows);
  const scratch memory_of_dy(rows * pixels_of(x));
  const nk<float> logits{memory_of_logits.data, x.N, weight.K};
  const nk<float> dlogits{memory_of_dlogits.data, x.N, weight.K};
  const nchw<float> dy{memory_of_dy.data, x.N, weight.K, x.H, x.W};
  logits_of_maps(logits, x, weight, bias);
  cross_entropy_backward(dlogits, readable_rows(logits), target);
  share_among_pixels(dy, dlogits.data);
  conv1x1_tiled_backward(dx, dweight, dbias, readable_maps(dy), x, weight);
}

// ------------------------------------------------------------------------------------------------- swapped

namespace {

/// A warp makes one logit, with a sum over the channels.
__global__ void logits_of_means_kernel(nk<float> logits, const float* means, kc<const float> weight,
                                       row<const float> bias) {
  const std::ptrdiff_t element = warp_number();
  if (element >= static_cast<std::ptrdiff_t>(logits.N) * logits.K) return;
  const int k = static_cast<int>(element % logits.K);
  const float* means_of_image = means + element / logits.K * weight.C;
  float sum = 0.0f;
  for (int c = lane_number(); c < weight.C; c += warp_size) sum += weight(k, c) * means_of_image[c];
  sum = warp_sum(sum);
  if (lane_number() == 0) logits.data[element] = sum + bias(k);
}

void logits_of_means(nk<float> logits, const float* means, kc<const float> weight, row<const float> bias) {
  const std::ptrdiff_t elements = static_cast<std::ptrdiff_t>(logits.N) * logits.K;
  logits_of_means_kernel<<<blocks_for(elements, warps_per_block), block_size>>>(logits, means, weight, bias);
}

/// Thread i makes element i of dweight: a sum over the images. The thread of channel 0 makes dbias as well.
__global__ void gradients_of_means_kernel(kc<float> dweight, row<float> dbias, nk<const float> dlogits,
                                          const float* means) {
  const std::ptrdiff_t i = thread_number();
  if (i >= static_cast<std::ptrdiff_t>(dweight.K) * dweight.C) return;
  const int k = static_cast<int>(i / dweight.C);
  const int c = static_cast<int>(i % dweight.C);
  float product = 0.0f;
  float sum = 0.0f;
  for (int n = 0; n < dlogits.N; ++n) {
    product += dlogits(n, k) * means[static_cast<std::ptrdiff_t>(n) * dweight.C + c];
    sum += dlogits(n, k);
  }
  dweight.data[i] = product;
  if (c == 0) dbias(k) = sum;
}

/// Thread i makes the gradient of mean i: a sum over the classes. Neighbours read neighbouring channels of the weight.
__global__ void gradient_by_means_kernel(float* dmeans, nk<const float> dlogits, kc<const float> weight) {
  const std::ptrdiff_t i = thread_number();
  if (i >= static_cast<std::ptrdiff_t>(dlogits.N) * weight.C) return;
  const int n = static_cast<int>(i / weight.C);
  const int c = static_cast<int>(i % weight.C);
  float sum = 0.0f;
  for (int k = 0; k < weight.K; ++k) sum += weight(k, c) * dlogits(n, k);
  dmeans[i] = sum;
}

}  // namespace

void swapped_head_forward(nk<float> logits, row<float> loss, nchw<const float> x, kc<const float> weight,
                          row<const float> bias, row<const int> target) {
  const scratch means(static_cast<std::ptrdiff_t>(x.N) * x.C);
  mean_of_maps(means.data, x);
  logits_of_means(logits, means.data, weight, bias);
  cross_entropy_forward(loss, readable_rows(logits), target);
}

void swapped_head_backward(nchw<float> dx, kc<float> dweight, row<float> dbias, nchw<const float> x,
                           kc<const float> weight, row<const float> bias, row<const int> target) {
  const std::ptrdiff_t rows = static_cast<std::ptrdiff_t>(x.N) * weight.K;
  const std::ptrdiff_t channels = static_cast<std::ptrdiff_t>(x.N) * x.C;
  const std::ptrdiff_t weights = static_cast<std::ptrdiff_t>(weight.K) * weight.C;
  const scratch means(channels);
  const scratch dmeans(channels);
  const scratch memory_of_logits(rows);
  const scratch memory_of_dlogits(rows);
  const nk<float> logits{memory_of_logits.data, x.N, weight.K};
  const nk<float> dlogits{memory_of_dlogits.data, x.N, weight.K};
  mean_of_maps(means.data, x);
  logits_of_means(logits, means.data, weight, bias);
  cross_entropy_backward(dlogits, readable_rows(logits), target);
  gradients_of_means_kernel<<<blocks_for(weights, block_size), block_size>>>(dweight, dbias, readable_rows(dlogits),
                                                                             means.data);
  gradient_by_means_kernel<<<blocks_for(channels, block_size), block_size>>>(dmeans.data, readable_rows(dlogits),
                                                                             weight);
  share_among_pixels(dx, dmeans.data);
}
