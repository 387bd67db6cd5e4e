// Lab 03 in CUDA, solved.
//
// Whoever writes an element owns it and reads whatever belongs to it: no kernel needs an atomic, and every run gives
// the same bits. Sums are fp32, as in the labs before; long ones are split among threads, which keeps their errors
// small.
#include "adaptive_pool.hpp"

namespace {

constexpr int warp_size = 32;
constexpr unsigned all_lanes = 0xffffffffu;
constexpr int block_size = 256;
constexpr int warps_per_block = block_size / warp_size;

/// How many blocks it takes, rounded up. Only grid.x is used: it goes to 2^31 - 1, where y and z end at 65535.
unsigned blocks_for(std::ptrdiff_t work, int work_per_block) {
  return static_cast<unsigned>((work + work_per_block - 1) / work_per_block);
}

/// This thread's number in the whole grid, in 64 bits.
__device__ std::ptrdiff_t thread_number() { return static_cast<std::ptrdiff_t>(blockIdx.x) * blockDim.x + threadIdx.x; }

/// Some indices along one dimension: begin <= i < end.
struct range {
  int begin;
  int end;
};

/// The elements of bin number `index`, if `size` elements are cut into `bins` bins: bin_of on the device. The products
/// have 64 bits, as two sizes of 46341 already leave 32.
__device__ range elements_of_bin(int index, int size, int bins) {
  const long long begin = 1LL * index * size / bins;
  const long long end = ((index + 1LL) * size + bins - 1) / bins;
  return {static_cast<int>(begin), static_cast<int>(end)};
}

/// The bins that hold element number `index`: the same formula with the sizes exchanged. Element h covers the part
/// h/size to (h+1)/size of the dimension, and bin i the part i/bins to (i+1)/bins. The bin holds the element if the two
/// parts have a piece in common, and that is symmetric.
__device__ range bins_over(int index, int size, int bins) { return elements_of_bin(index, bins, size); }

/// The indices of an element, from its place in memory.
struct position {
  int n, c, h, w;
};

template <class T>
__device__ position position_of(std::ptrdiff_t i, const nchw<T>& t) {
  position at{};
  at.w = static_cast<int>(i % t.W);
  i /= t.W;
  at.h = static_cast<int>(i % t.H);
  i /= t.H;
  at.c = static_cast<int>(i % t.C);
  at.n = static_cast<int>(i / t.C);
  return at;
}

/// The sum over a warp, in lane 0. All 32 lanes must call it.
__device__ float warp_sum(float sum) {
  for (int offset = warp_size / 2; offset > 0; offset /= 2) sum += __shfl_down_sync(all_lanes, sum, offset);
  return sum;
}

/// Thread i computes element i of y. Neighbouring threads own neighbouring bins of a row: together they read the same
/// few rows of x from left to right, and the caches serve what one load of the warp does not use.
__global__ void adaptive_avg_pool2d_forward_kernel(nchw<float> y, nchw<const float> x) {
  const std::ptrdiff_t i = thread_number();
  if (i >= y.offset(y.N, 0, 0, 0)) return;
  const position at = position_of(i, y);
  const range rows = elements_of_bin(at.h, x.H, y.H);
  const range columns = elements_of_bin(at.w, x.W, y.W);
  float sum = 0.0f;
  for (int h = rows.begin; h < rows.end; ++h) {
    for (int w = columns.begin; w < columns.end; ++w) sum += x(at.n, at.c, h, w);
  }
  const std::ptrdiff_t area = static_cast<std::ptrdiff_t>(rows.end - rows.begin) * (columns.end - columns.begin);
  y.data[i] = sum / static_cast<float>(area);
}

/// A warp computes an element of y. Its lanes go through the bin side by side, row after row, so that a load of the
/// warp is one run of memory, or a few if the bin is narrow. Warps leave whole, as the shuffles need all lanes.
__global__ void adaptive_avg_pool2d_forward_large_bins_kernel(nchw<float> y, nchw<const float> x) {
  const std::ptrdiff_t i = thread_number() / warp_size;
  const int lane = static_cast<int>(threadIdx.x) % warp_size;
  if (i >= y.offset(y.N, 0, 0, 0)) return;
  const position at = position_of(i, y);
  const range rows = elements_of_bin(at.h, x.H, y.H);
  const range columns = elements_of_bin(at.w, x.W, y.W);
  const int width = columns.end - columns.begin;
  const std::ptrdiff_t area = static_cast<std::ptrdiff_t>(rows.end - rows.begin) * width;
  const float* bin_begin = &x(at.n, at.c, rows.begin, columns.begin);
  float sum = 0.0f;
  for (std::ptrdiff_t k = lane; k < area; k += warp_size) sum += bin_begin[k / width * x.W + k % width];
  sum = warp_sum(sum);
  if (lane == 0) y.data[i] = sum / static_cast<float>(area);
}

}  // namespace

// A thread for each bin as long as bins are small; from 64 elements on, two for each lane, a warp. The limit is
// reasoned rather than measured. Bins of one map differ by a row and a column at most, so the average decides for all.
void adaptive_avg_pool2d_forward(nchw<float> y, nchw<const float> x) {
  const std::ptrdiff_t bins = y.offset(y.N, 0, 0, 0);
  const std::ptrdiff_t elements = x.offset(x.N, 0, 0, 0);
  if (elements / bins < 2 * warp_size) {
    adaptive_avg_pool2d_forward_kernel<<<blocks_for(bins, block_size), block_size>>>(y, x);
  } else {
    adaptive_avg_pool2d_forward_large_bins_kernel<<<blocks_for(bins, warps_per_block), block_size>>>(y, x);
  }
}

namespace {

/// Gathers: thread i owns element i of dx, asks the bins that hold it for their shares, and writes once. Each share is
/// divided by the size of its bin, which need not be that of the next one.
__global__ void adaptive_avg_pool2d_backward_kernel(nchw<float> dx, nchw<const float> dy) {
  const std::ptrdiff_t i = thread_number();
  if (i >= dx.offset(dx.N, 0, 0, 0)) return;
  const position at = position_of(i, dx);
  const range over_h = bins_over(at.h, dx.H, dy.H);
  const range over_w = bins_over(at.w, dx.W, dy.W);
  float sum = 0.0f;
  for (int oh = over_h.begin; oh < over_h.end; ++oh) {
    const range rows = elements_of_bin(oh, dx.H, dy.H);
    for (int ow = over_w.begin; ow < over_w.end; ++ow) {
      const range columns = elements_of_bin(ow, dx.W, dy.W);
      const std::ptrdiff_t area = static_cast<std::ptrdiff_t>(rows.end - rows.begin) * (columns.end - columns.begin);
      sum += dy(at.n, at.c, oh, ow) / static_cast<float>(area);
    }
  }
  dx.data[i] = sum;
}

}  // namespace

void adaptive_avg_pool2d_backward(nchw<float> dx, nchw<const float> dy) {
  const std::ptrdiff_t elements = dx.offset(dx.N, 0, 0, 0);
  adaptive_avg_pool2d_backward_kernel<<<blocks_for(elements, block_size), block_size>>>(dx, dy);
}

namespace {

/// A block sums one map, which is one run of H*W floats. Each thread takes every 256th element, each warp adds by
/// shuffles, and the warps' sums meet in shared memory, where the first warp adds them.
__global__ void mean_of_map_kernel(nchw<float> y, nchw<const float> x) {
  __shared__ float partial[warps_per_block];
  const std::ptrdiff_t map_size = static_cast<std::ptrdiff_t>(x.H) * x.W;
  const std::ptrdiff_t map = blockIdx.x;  // the grid has one block for each map
  const float* elements = x.data + map * map_size;
  const int lane = static_cast<int>(threadIdx.x) % warp_size;
  const int warp = static_cast<int>(threadIdx.x) / warp_size;

  float sum = 0.0f;
  for (std::ptrdiff_t i = threadIdx.x; i < map_size; i += block_size) sum += elements[i];
  sum = warp_sum(sum);
  if (lane == 0) partial[warp] = sum;
  __syncthreads();  // nobody reads partial before all warps have written theirs

  if (warp > 0) return;
  sum = warp_sum(lane < warps_per_block ? partial[lane] : 0.0f);
  if (lane == 0) y.data[map] = sum / static_cast<float>(map_size);
}

}  // namespace

// Up to 1023 elements a map is a bin like any other, and has a thread or a warp. From 1024 on, four for each thread of
// a block, it has a block: there may be few maps if they are large. This limit, too, is reasoned rather than measured.
void global_adaptive_avg_pool2d_forward(nchw<float> y, nchw<const float> x) {
  const std::ptrdiff_t maps = static_cast<std::ptrdiff_t>(x.N) * x.C;
  if (static_cast<std::ptrdiff_t>(x.H) * x.W < 4 * block_size) {
    adaptive_avg_pool2d_forward(y, x);
  } else {
    mean_of_map_kernel<<<blocks_for(maps, 1), block_size>>>(y, x);
  }
}

namespace {

/// Thread i writes element i of dx. There is one bin and one divisor, and so nothing to search: i / (H*W) is the map.
__global__ void share_of_map_kernel(nchw<float> dx, nchw<const float> dy) {
  const std::ptrdiff_t i = thread_number();
  const std::ptrdiff_t map_size = static_cast<std::ptrdiff_t>(dx.H) * dx.W;
  if (i >= dx.offset(dx.N, 0, 0, 0)) return;
  dx.data[i] = dy.data[i / map_size] / static_cast<float>(map_size);
}

}  // namespace

void global_adaptive_avg_pool2d_backward(nchw<float> dx, nchw<const float> dy) {
  const std::ptrdiff_t elements = dx.offset(dx.N, 0, 0, 0);
  share_of_map_kernel<<<blocks_for(elements, block_size), block_size>>>(dx, dy);
}
