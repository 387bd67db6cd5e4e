// Lab 01 in CUDA, solved.
//
// One rule for all kernels: whoever writes an element of the output owns it and reads whatever belongs to it. No two
// threads write the same element, so nothing needs an atomic, and the result has the same bits in every run.
//
// Sums are fp32. A double would cost dearly on most GPUs (compute capability 8.6 and 8.9 add 2 doubles in the time of
// 128 floats; CUDA C++ Programming Guide, "Arithmetic Instructions", table "Throughput of Native Arithmetic
// Instructions"), and long sums are split among threads, which keeps each partial sum short and its error small.
#include "avg_pool.hpp"

namespace {

/// How many blocks give each of `count` elements a thread. Rounded up, so the last block may have threads too many.
/// grid.x reaches 2^31 - 1, which is enough for more elements than any memory holds; y and z end at 65535.
unsigned int blocks_for(std::ptrdiff_t count, int threads) {
  return static_cast<unsigned int>((count + threads - 1) / threads);
}

/// This thread's number in the whole grid.
__device__ std::ptrdiff_t thread_number() {
  const std::ptrdiff_t threads_before = std::ptrdiff_t(blockIdx.x) * blockDim.x;  // widened: the product has 32 bits
  return threads_before + threadIdx.x;
}

/// The indices of an element, from its place in memory.
struct position {
  int n, c, d, h, w;
};

template <class T>
__device__ position position2d_of(std::ptrdiff_t i, const nchw<T>& t) {
  position at{};
  at.w = int(i % t.W);
  i /= t.W;
  at.h = int(i % t.H);
  i /= t.H;
  at.c = int(i % t.C);
  i /= t.C;
  at.n = int(i);
  return at;
}

template <class T>
__device__ position position3d_of(std::ptrdiff_t i, const ncdhw<T>& t) {
  position at{};
  at.w = int(i % t.W);
  i /= t.W;
  at.h = int(i % t.H);
  i /= t.H;
  at.d = int(i % t.D);
  i /= t.D;
  at.c = int(i % t.C);
  i /= t.C;
  at.n = int(i);
  return at;
}

/// One window along one dimension: the elements begin <= i < end of the input, and how many count in the divisor.
struct span {
  int begin;
  int end;
  std::ptrdiff_t counted;
};

/// Where window number `index` lies along one dimension, as on the CPU: the padded extent limits what is counted, the
/// input limits what is summed, and count_include_pad chooses between the two.
template <class Options>
__device__ span span_of(int index, int size, int dimension, const Options& options) {
  int begin = index * options.stride[dimension] - options.padding[dimension];
  int end = begin + options.kernel_size[dimension];
  if (end > size + options.padding[dimension]) end = size + options.padding[dimension];  // only with ceil_mode
  const int padded_length = end - begin;

  if (begin < 0) begin = 0;
  if (end > size) end = size;
  return {begin, end, options.count_include_pad ? padded_length : end - begin};
}

/// The windows begin <= o < end along one dimension.
struct window_range {
  int begin;
  int end;
};

/// The windows that cover element number `index` along one dimension: span_of, solved for the window. Window o covers
/// it if o*stride <= index + padding < o*stride + kernel_size. The right inequality gives the first such window, and
/// the left one the last, unless the output ends before.
template <class Options>
__device__ window_range windows_over(int index, int windows, int dimension, const Options& options) {
  const int kernel_size = options.kernel_size[dimension];
  const int stride = options.stride[dimension];
  const int padded_index = index + options.padding[dimension];
  const int begin = padded_index < kernel_size ? 0 : (padded_index - kernel_size) / stride + 1;
  const int end = padded_index / stride + 1;
  return {begin, end < windows ? end : windows};
}

template <class Options>
__device__ float divisor_of(std::ptrdiff_t counted, const Options& options) {
  return options.divisor_override != 0 ? float(options.divisor_override) : float(counted);
}

// Thread i sums map number i = n*C + c from its first element to its last. Neighbouring threads read addresses that
// are H*W floats apart, so a sector of 32 bytes serves one of them only; for maps of a few elements that costs less
// than a block for each map, most of whose threads would have nothing to do.
__global__ void global_avg_pool2d_forward_small_kernel(nchw<float> y, nchw<const float> x) {
  const std::ptrdiff_t map = thread_number();
  if (map >= std::ptrdiff_t(x.N) * x.C) return;
  const std::ptrdiff_t map_size = std::ptrdiff_t(x.H) * x.W;
  const float* elements = x.data + map * map_size;
  float sum = 0.0f;
  for (std::ptrdiff_t i = 0; i < map_size; ++i) sum += elements[i];
  y.data[map] = sum / float(map_size);
}

// Block number n*C + c sums one map. Its thread t takes the elements t, t + 256, t + 512, ... of any number H*W: in
// each round a warp reads 32 floats that lie side by side, four sectors of 32 bytes or five, of which all bytes are
// used. Then the 256 partial sums are halved in shared memory until 32 are left, and one warp adds those by shuffles,
// which need no barrier. Every thread of the block comes to every __syncthreads(): none stands in a branch that some
// skip.
__global__ void global_avg_pool2d_forward_kernel(nchw<float> y, nchw<const float> x) {
  __shared__ float partial[256];  // one for each thread of the block
  const std::ptrdiff_t map = blockIdx.x;
  const std::ptrdiff_t map_size = std::ptrdiff_t(x.H) * x.W;
  const float* elements = x.data + map * map_size;
  const int thread = int(threadIdx.x);

  float sum = 0.0f;
  for (std::ptrdiff_t i = thread; i < map_size; i += blockDim.x) sum += elements[i];
  partial[thread] = sum;
  __syncthreads();

  for (int half = 128; half >= 32; half /= 2) {
    if (thread < half) partial[thread] += partial[thread + half];
    __syncthreads();
  }

  if (thread < 32) {  // the whole first warp, so the mask of the shuffles is full
    sum = partial[thread];
    for (int distance = 16; distance > 0; distance /= 2) sum += __shfl_down_sync(0xffffffffu, sum, distance);
    if (thread == 0) y.data[map] = sum / float(map_size);
  }
}

}  // namespace

// A warp has 32 threads, and a map should give each of them something to do: from 64 elements on a map gets a block.
void global_avg_pool2d_forward(nchw<float> y, nchw<const float> x) {
  const std::ptrdiff_t maps = std::ptrdiff_t(x.N) * x.C;
  const std::ptrdiff_t map_size = std::ptrdiff_t(x.H) * x.W;
  const int threads = 256;
  if (map_size < 64) {
    global_avg_pool2d_forward_small_kernel<<<blocks_for(maps, threads), threads>>>(y, x);
  } else {
    global_avg_pool2d_forward_kernel<<<static_cast<unsigned int>(maps), threads>>>(y, x);
  }
}

namespace {

// Thread i writes element i of dx, in the order of memory: the writes, which are nearly all of the traffic, are
// coalesced. The threads of a map read the same element of dy, which the cache answers.
__global__ void global_avg_pool2d_backward_kernel(nchw<float> dx, nchw<const float> dy) {
  const std::ptrdiff_t i = thread_number();
  const std::ptrdiff_t map_size = std::ptrdiff_t(dx.H) * dx.W;
  if (i >= std::ptrdiff_t(dx.N) * dx.C * map_size) return;
  dx.data[i] = dy.data[i / map_size] / float(map_size);
}

}  // namespace

void global_avg_pool2d_backward(nchw<float> dx, nchw<const float> dy) {
  const std::ptrdiff_t elements = dx.offset(dx.N, 0, 0, 0);  // the offset of one image too many
  const int threads = 256;
  global_avg_pool2d_backward_kernel<<<blocks_for(elements, threads), threads>>>(dx, dy);
}

namespace {

// Thread i computes element i of y from its window. Neighbouring threads own neighbouring windows of a row, `stride`
// elements apart, so they read the same few rows of x at about the same time and the caches serve what overlaps.
__global__ void avg_pool2d_forward_kernel(nchw<float> y, nchw<const float> x, avg_pool2d_options options) {
  const std::ptrdiff_t i = thread_number();
  if (i >= y.offset(y.N, 0, 0, 0)) return;
  const position at = position2d_of(i, y);
  const span rows = span_of(at.h, x.H, 0, options);
  const span columns = span_of(at.w, x.W, 1, options);
  float sum = 0.0f;
  for (int h = rows.begin; h < rows.end; ++h) {
    for (int w = columns.begin; w < columns.end; ++w) sum += x(at.n, at.c, h, w);
  }
  y.data[i] = sum / divisor_of(rows.counted * columns.counted, options);
}

}  // namespace

void avg_pool2d_forward(nchw<float> y, nchw<const float> x, const avg_pool2d_options& options) {
  const int threads = 256;
  avg_pool2d_forward_kernel<<<blocks_for(y.offset(y.N, 0, 0, 0), threads), threads>>>(y, x, options);
}

namespace {

// Gathers, where the CPU's solution scatters: thread i owns element i of dx and asks the windows that cover it for
// their shares. Were the threads to own windows, two of them would add to the same element, and each addition would
// have to be atomic. An element that no window covers has an empty range, and gets its 0 like any other.
__global__ void avg_pool2d_backward_kernel(nchw<float> dx, nchw<const float> dy, avg_pool2d_options options) {
  const std::ptrdiff_t i = thread_number();
  if (i >= dx.offset(dx.N, 0, 0, 0)) return;
  const position at = position2d_of(i, dx);
  const window_range over_h = windows_over(at.h, dy.H, 0, options);
  const window_range over_w = windows_over(at.w, dy.W, 1, options);
  float sum = 0.0f;
  for (int oh = over_h.begin; oh < over_h.end; ++oh) {
    const span rows = span_of(oh, dx.H, 0, options);
    for (int ow = over_w.begin; ow < over_w.end; ++ow) {
      const span columns = span_of(ow, dx.W, 1, options);
      sum += dy(at.n, at.c, oh, ow) / divisor_of(rows.counted * columns.counted, options);
    }
  }
  dx.data[i] = sum;
}

}  // namespace

void avg_pool2d_backward(nchw<float> dx, nchw<const float> dy, const avg_pool2d_options& options) {
  const int threads = 256;
  avg_pool2d_backward_kernel<<<blocks_for(dx.offset(dx.N, 0, 0, 0), threads), threads>>>(dx, dy, options);
}

namespace {

// The mapping of two dimensions: thread i computes element i of y. Depth is a third range and changes nothing else.
__global__ void avg_pool3d_forward_kernel(ncdhw<float> y, ncdhw<const float> x, avg_pool3d_options options) {
  const std::ptrdiff_t i = thread_number();
  if (i >= y.offset(y.N, 0, 0, 0, 0)) return;
  const position at = position3d_of(i, y);
  const span slices = span_of(at.d, x.D, 0, options);
  const span rows = span_of(at.h, x.H, 1, options);
  const span columns = span_of(at.w, x.W, 2, options);
  float sum = 0.0f;
  for (int d = slices.begin; d < slices.end; ++d) {
    for (int h = rows.begin; h < rows.end; ++h) {
      for (int w = columns.begin; w < columns.end; ++w) sum += x(at.n, at.c, d, h, w);
    }
  }
  y.data[i] = sum / divisor_of(slices.counted * rows.counted * columns.counted, options);
}

}  // namespace

void avg_pool3d_forward(ncdhw<float> y, ncdhw<const float> x, const avg_pool3d_options& options) {
  const int threads = 256;
  avg_pool3d_forward_kernel<<<blocks_for(y.offset(y.N, 0, 0, 0, 0), threads), threads>>>(y, x, options);
}

namespace {

// Thread i owns element i of dx and gathers from the windows that cover it, along all three dimensions.
__global__ void avg_pool3d_backward_kernel(ncdhw<float> dx, ncdhw<const float> dy, avg_pool3d_options options) {
  const std::ptrdiff_t i = thread_number();
  if (i >= dx.offset(dx.N, 0, 0, 0, 0)) return;
  const position at = position3d_of(i, dx);
  const window_range over_d = windows_over(at.d, dy.D, 0, options);
  const window_range over_h = windows_over(at.h, dy.H, 1, options);
  const window_range over_w = windows_over(at.w, dy.W, 2, options);
  float sum = 0.0f;
  for (int od = over_d.begin; od < over_d.end; ++od) {
    const span slices = span_of(od, dx.D, 0, options);
    for (int oh = over_h.begin; oh < over_h.end; ++oh) {
      const span rows = span_of(oh, dx.H, 1, options);
      for (int ow = over_w.begin; ow < over_w.end; ++ow) {
        const span columns = span_of(ow, dx.W, 2, options);
        const float divisor = divisor_of(slices.counted * rows.counted * columns.counted, options);
        sum += dy(at.n, at.c, od, oh, ow) / divisor;
      }
    }
  }
  dx.data[i] = sum;
}

}  // namespace

void avg_pool3d_backward(ncdhw<float> dx, ncdhw<const float> dy, const avg_pool3d_options& options) {
  const int threads = 256;
  avg_pool3d_backward_kernel<<<blocks_for(dx.offset(dx.N, 0, 0, 0, 0), threads), threads>>>(dx, dy, options);
}
