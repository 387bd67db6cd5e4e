// Lab 02 in CUDA, solved in a good first style: threads follow the memory, and the grid fits every size. How
// much faster it can be is another question.
//
// Sums are fp32: partial sums are short, and what a tree adds to their rounding grows with the logarithm only.
#include "mean_of_view.hpp"

namespace {

constexpr int warp_size = 32;
constexpr unsigned all_lanes = 0xffffffffu;
constexpr int block_size = 256;
constexpr int warps_per_block = block_size / warp_size;

/// How many blocks it takes. Only grid.x is used: it goes to 2^31 - 1, where y and z end at 65535. No launch below
/// comes near that for tensors of less than 140 GB.
unsigned blocks_for(std::ptrdiff_t work, int work_per_block) {
  return static_cast<unsigned>((work + work_per_block - 1) / work_per_block);
}

/// The number of this thread among all of the grid, in 64 bits: 2^31 blocks of 256 threads have too many for an int.
__device__ std::ptrdiff_t thread_number() { return static_cast<std::ptrdiff_t>(blockIdx.x) * blockDim.x + threadIdx.x; }

/// The sum over a warp, in lane 0; other lanes get parts of it. Each step adds the upper half of what is left to the
/// lower, from register to register. All 32 lanes must call it.
__device__ float warp_sum(float sum) {
  for (int offset = warp_size / 2; offset > 0; offset /= 2) sum += __shfl_down_sync(all_lanes, sum, offset);
  return sum;
}

/// One thread sums one row. Neighbouring threads read L floats apart, which costs little while L is small: the cache
/// lines that a warp fetches hold what its threads read next. A warp for such a row would have idle lanes.
__global__ void mean_of_short_rows_kernel(nc<float> y, ncl<const float> x) {
  const std::ptrdiff_t row = thread_number();
  if (row >= static_cast<std::ptrdiff_t>(x.N) * x.C) return;
  const float* elements = x.data + row * x.L;
  float sum = 0.0f;
  for (int i = 0; i < x.L; ++i) sum += elements[i];
  y.data[row] = sum / static_cast<float>(x.L);
}

/// One warp sums one row: lane l takes the elements l, l + 32, l + 64 ..., so each load of the warp is one run of 128
/// bytes. Warps leave whole or not at all, as the shuffles need all lanes.
__global__ void mean_of_rows_kernel(nc<float> y, ncl<const float> x) {
  const std::ptrdiff_t row = thread_number() / warp_size;
  const int lane = static_cast<int>(threadIdx.x) % warp_size;
  if (row >= static_cast<std::ptrdiff_t>(x.N) * x.C) return;
  const float* elements = x.data + row * x.L;
  float sum = 0.0f;
  for (int i = lane; i < x.L; i += warp_size) sum += elements[i];
  sum = warp_sum(sum);
  if (lane == 0) y.data[row] = sum / static_cast<float>(x.L);
}

/// One block sums one row, as there may be few rows if they are long: its warps sum by shuffles, meet in shared memory,
/// and the first of them sums what they left there.
__global__ void mean_of_long_rows_kernel(nc<float> y, ncl<const float> x) {
  __shared__ float partial[warps_per_block];
  const std::ptrdiff_t row = blockIdx.x;  // the grid has one block a row
  const int thread = static_cast<int>(threadIdx.x);
  const int lane = thread % warp_size;
  const int warp = thread / warp_size;

  const float* elements = x.data + row * x.L;
  float sum = 0.0f;
  for (std::ptrdiff_t i = thread; i < x.L; i += block_size) sum += elements[i];
  sum = warp_sum(sum);
  if (lane == 0) partial[warp] = sum;
  __syncthreads();  // nobody reads partial before all warps have written theirs

  if (warp > 0) return;
  sum = warp_sum(lane < warps_per_block ? partial[lane] : 0.0f);
  if (lane == 0) y.data[row] = sum / static_cast<float>(x.L);
}

/// One thread writes one element, in the order of memory, so a warp writes 128 bytes in a row. All threads of a row
/// read the same dy.
__global__ void mean_of_contiguous_backward_kernel(ncl<float> dx, nc<const float> dy) {
  const std::ptrdiff_t i = thread_number();
  if (i >= static_cast<std::ptrdiff_t>(dx.N) * dx.C * dx.L) return;
  dx.data[i] = dy.data[i / dx.L] / static_cast<float>(dx.L);
}

constexpr int channels_per_block = warp_size;
constexpr int pixels_at_once = 8;  // with 32 channels a block of 256 threads

/// A block sums 32 channels of an image. threadIdx.x is the channel, so that a warp reads 32 neighbours, 128 bytes; the
/// warps, threadIdx.y, take every eighth pixel each. Their sums meet in shared memory, one column a channel.
__global__ void mean_of_channels_last_forward_kernel(nc<float> y, strided_maps<const float> x, int tiles) {
  __shared__ float partial[pixels_at_once][channels_per_block];
  const int n = static_cast<int>(blockIdx.x / tiles);
  const int c = static_cast<int>(blockIdx.x % tiles) * channels_per_block + static_cast<int>(threadIdx.x);
  const std::ptrdiff_t map_size = static_cast<std::ptrdiff_t>(x.H) * x.W;

  float sum = 0.0f;
  if (c < x.C) {  // the last tile may have channels to spare, whose threads must still reach the barrier
    // Pixel i is i * stride_w away, whichever row it is in: x can be viewed as (N, C, H*W).
    const float* map = &x(n, c, 0, 0);
    for (std::ptrdiff_t i = threadIdx.y; i < map_size; i += pixels_at_once) sum += map[i * x.stride_w];
  }
  partial[threadIdx.y][threadIdx.x] = sum;
  __syncthreads();

  if (threadIdx.y > 0 || c >= x.C) return;
  for (int row = 1; row < pixels_at_once; ++row) sum += partial[row][threadIdx.x];
  y(n, c) = sum / static_cast<float>(map_size);
}

/// One thread writes one element, in the order of memory: n, h, w, c.
__global__ void mean_of_channels_last_backward_kernel(strided_maps<float> dx, nc<const float> dy) {
  const std::ptrdiff_t map_size = static_cast<std::ptrdiff_t>(dx.H) * dx.W;
  const std::ptrdiff_t i = thread_number();
  if (i >= dx.N * map_size * dx.C) return;
  const std::ptrdiff_t pixel = i / dx.C;  // counted through all images
  const int c = static_cast<int>(i % dx.C);
  const int n = static_cast<int>(pixel / map_size);
  dx.data[i] = dy(n, c) / static_cast<float>(map_size);
}

}  // namespace

// Threads per row by the row's length: from 32 elements on a warp has work for every lane, and from 1024 on a block has
// four elements for each thread. Both are good guesses rather than measured limits.
void mean_of_contiguous_forward(nc<float> y, ncl<const float> x) {
  const std::ptrdiff_t rows = static_cast<std::ptrdiff_t>(x.N) * x.C;
  if (x.L < 32) {
    mean_of_short_rows_kernel<<<blocks_for(rows, block_size), block_size>>>(y, x);
  } else if (x.L < 1024) {
    mean_of_rows_kernel<<<blocks_for(rows, warps_per_block), block_size>>>(y, x);
  } else {
    mean_of_long_rows_kernel<<<blocks_for(rows, 1), block_size>>>(y, x);
  }
}

void mean_of_contiguous_backward(ncl<float> dx, nc<const float> dy) {
  const std::ptrdiff_t elements = static_cast<std::ptrdiff_t>(dx.N) * dx.C * dx.L;
  mean_of_contiguous_backward_kernel<<<blocks_for(elements, block_size), block_size>>>(dx, dy);
}

void mean_of_channels_last_forward(nc<float> y, strided_maps<const float> x) {
  const int tiles = (x.C + channels_per_block - 1) / channels_per_block;
  const std::ptrdiff_t blocks = static_cast<std::ptrdiff_t>(x.N) * tiles;
  mean_of_channels_last_forward_kernel<<<blocks_for(blocks, 1), dim3(channels_per_block, pixels_at_once)>>>(y, x,
                                                                                                            tiles);
}

void mean_of_channels_last_backward(strided_maps<float> dx, nc<const float> dy) {
  const std::ptrdiff_t elements = static_cast<std::ptrdiff_t>(dx.N) * dx.C * dx.H * dx.W;
  mean_of_channels_last_backward_kernel<<<blocks_for(elements, block_size), block_size>>>(dx, dy);
}
