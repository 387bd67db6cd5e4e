// Lab 05 in CUDA, solved.
//
// Every element of an output has one thread or one block that writes it and reads whatever belongs to it. So nothing
// needs an atomic, and two runs give the same bits. Where a result is one long sum a block shares it; where there are
// many results with short sums, each has a thread, and neighbouring threads own neighbouring results.
//
// Sums are fp32: those that a block shares are short for each thread, and a tree adds little to their rounding.
#include "heads.hpp"

namespace {

constexpr int warp_size = 32;
constexpr unsigned all_lanes = 0xffffffffu;
constexpr int block_size = 256;
constexpr int warps_per_block = block_size / warp_size;

/// How many blocks it takes. Only grid.x is used: it goes to 2^31 - 1, where y and z end at 65535.
unsigned blocks_for(std::ptrdiff_t work, int work_per_block) {
  return unsigned((work + work_per_block - 1) / work_per_block);
}

/// The number of this thread among all of the grid, in 64 bits.
__device__ std::ptrdiff_t thread_number() { return std::ptrdiff_t(blockIdx.x) * blockDim.x + threadIdx.x; }

/// The sum over a warp, in lane 0. All 32 lanes must call it.
__device__ float warp_sum(float sum) {
  for (int offset = warp_size / 2; offset > 0; offset /= 2) sum += __shfl_down_sync(all_lanes, sum, offset);
  return sum;
}

/// The sum over a block of block_size threads, in thread 0. All of them must call it, and each block once only: a
/// second call would write to `partial` while the first warp may still be reading it.
__device__ float block_sum(float sum) {
  __shared__ float partial[warps_per_block];
  const int lane = int(threadIdx.x) % warp_size;
  const int warp = int(threadIdx.x) / warp_size;
  sum = warp_sum(sum);
  if (lane == 0) partial[warp] = sum;
  __syncthreads();  // nobody reads partial before all warps have written theirs
  if (warp > 0) return 0.0f;
  return warp_sum(lane < warps_per_block ? partial[lane] : 0.0f);
}

/// Floats on the GPU for the time of a call. Where there is no memory left, nothing is launched, and the error stays
/// with CUDA, where the caller finds it.
class scratch {
 public:
  explicit scratch(std::ptrdiff_t count) {
    if (cudaMalloc(&m_data, std::size_t(count) * sizeof(float)) != cudaSuccess) m_data = nullptr;
  }
  ~scratch() { cudaFree(m_data); }  // which waits for the kernels that were launched before
  scratch(const scratch&) = delete;
  scratch& operator=(const scratch&) = delete;

  float* data() const { return m_data; }

 private:
  float* m_data = nullptr;
};

// A linear layer, whatever its features are: all elements of an image, or the means of its maps. Features are (N, L).

/// Block number n*K + k makes y(n, k). Its thread t takes the features t, t + 256, ..., so a warp reads 32 neighbours
/// of the image and 32 of the weight's row.
__global__ void linear_forward_kernel(nk<float> y, const float* features, kl<const float> weight,
                                      row<const float> bias) {
  const int n = int(blockIdx.x / unsigned(y.K));
  const int k = int(blockIdx.x % unsigned(y.K));
  const float* image = features + std::ptrdiff_t(n) * weight.L;
  const float* weights = weight.data + weight.offset(k, 0);
  float sum = 0.0f;
  for (int i = int(threadIdx.x); i < weight.L; i += block_size) sum += image[i] * weights[i];
  sum = block_sum(sum);
  if (threadIdx.x == 0) y(n, k) = sum + bias(k);
}

void linear_forward(nk<float> y, const float* features, kl<const float> weight, row<const float> bias) {
  const std::ptrdiff_t outputs = std::ptrdiff_t(y.N) * y.K;
  linear_forward_kernel<<<blocks_for(outputs, 1), block_size>>>(y, features, weight, bias);
}

/// Thread n*L + i sums over the classes. Neighbours have neighbouring i, and so read neighbouring weights in each
/// round; dy is the same for all threads of an image.
__global__ void linear_dfeatures_kernel(float* dfeatures, nk<const float> dy, kl<const float> weight) {
  const std::ptrdiff_t number = thread_number();
  if (number >= std::ptrdiff_t(dy.N) * weight.L) return;
  const int n = int(number / weight.L);
  const int i = int(number % weight.L);
  float sum = 0.0f;
  for (int k = 0; k < dy.K; ++k) sum += dy(n, k) * weight(k, i);
  dfeatures[number] = sum;
}

/// Thread k*L + i owns one weight and goes through the images. With a thread for each image, N of them would add to the
/// same weight at once.
__global__ void linear_dweight_kernel(kl<float> dweight, nk<const float> dy, const float* features) {
  const std::ptrdiff_t number = thread_number();
  if (number >= std::ptrdiff_t(dweight.K) * dweight.L) return;
  const int k = int(number / dweight.L);
  const int i = int(number % dweight.L);
  float sum = 0.0f;
  for (int n = 0; n < dy.N; ++n) sum += dy(n, k) * features[std::ptrdiff_t(n) * dweight.L + i];
  dweight(k, i) = sum;
}

__global__ void linear_dbias_kernel(row<float> dbias, nk<const float> dy) {
  const std::ptrdiff_t k = thread_number();
  if (k >= dy.K) return;
  float sum = 0.0f;
  for (int n = 0; n < dy.N; ++n) sum += dy(n, int(k));
  dbias(int(k)) = sum;
}

void linear_backward(float* dfeatures, kl<float> dweight, row<float> dbias, nk<const float> dy, const float* features,
                     kl<const float> weight) {
  const std::ptrdiff_t feature_count = std::ptrdiff_t(dy.N) * weight.L;
  const std::ptrdiff_t weight_count = std::ptrdiff_t(weight.K) * weight.L;
  linear_dfeatures_kernel<<<blocks_for(feature_count, block_size), block_size>>>(dfeatures, dy, weight);
  linear_dweight_kernel<<<blocks_for(weight_count, block_size), block_size>>>(dweight, dy, features);
  linear_dbias_kernel<<<blocks_for(dy.K, block_size), block_size>>>(dbias, dy);
}

}  // namespace

// An image is its row of features as it lies in memory: nothing has to be moved for a flatten.
void flatten_fc_forward(nk<float> y, nchw<const float> x, kl<const float> weight, row<const float> bias) {
  linear_forward(y, x.data, weight, bias);
}

void flatten_fc_backward(nchw<float> dx, kl<float> dweight, row<float> dbias, nk<const float> dy, nchw<const float> x,
                         kl<const float> weight) {
  linear_backward(dx.data, dweight, dbias, dy, x.data, weight);
}

namespace {

/// A warp for each map, as in lab 02: lane l takes the pixels l, l + 32, ... Warps leave whole or not at all.
__global__ void means_kernel(float* means, nchw<const float> x) {
  const std::ptrdiff_t map = thread_number() / warp_size;
  const int lane = int(threadIdx.x) % warp_size;
  const std::ptrdiff_t pixels = std::ptrdiff_t(x.H) * x.W;
  if (map >= std::ptrdiff_t(x.N) * x.C) return;
  float sum = 0.0f;
  for (std::ptrdiff_t i = lane; i < pixels; i += warp_size) sum += x.data[map * pixels + i];
  sum = warp_sum(sum);
  if (lane == 0) means[map] = sum / float(pixels);
}

/// Thread i writes element i of dx, in the order of memory; all threads of a map read the same number.
__global__ void spread_kernel(nchw<float> dx, const float* dmeans) {
  const std::ptrdiff_t i = thread_number();
  const std::ptrdiff_t pixels = std::ptrdiff_t(dx.H) * dx.W;
  if (i >= dx.offset(dx.N, 0, 0, 0)) return;
  dx.data[i] = dmeans[i / pixels] / float(pixels);
}

void find_means(float* means, nchw<const float> x) {
  const std::ptrdiff_t maps = std::ptrdiff_t(x.N) * x.C;
  means_kernel<<<blocks_for(maps, warps_per_block), block_size>>>(means, x);
}

/// The weights of C channels, as a linear layer has them for L features.
template <class T>
kl<T> of_features(kc<T> weight) {
  return {weight.data, weight.K, weight.C};
}

}  // namespace

// Two kernels, because every class needs the means of all channels, and blocks cannot wait for one another. The second
// kernel begins when the first has ended.
void gap_fc_forward(nk<float> y, nchw<const float> x, kc<const float> weight, row<const float> bias) {
  const scratch means(std::ptrdiff_t(x.N) * x.C);
  if (means.data() == nullptr) return;
  find_means(means.data(), x);
  linear_forward(y, means.data(), of_features(weight), bias);
}

void gap_fc_backward(nchw<float> dx, kc<float> dweight, row<float> dbias, nk<const float> dy, nchw<const float> x,
                     kc<const float> weight) {
  const std::ptrdiff_t maps = std::ptrdiff_t(x.N) * x.C;
  const scratch means(maps);
  const scratch dmeans(maps);
  if (means.data() == nullptr || dmeans.data() == nullptr) return;
  find_means(means.data(), x);
  linear_backward(dmeans.data(), of_features(dweight), dbias, dy, means.data(), of_features(weight));
  spread_kernel<<<blocks_for(dx.offset(dx.N, 0, 0, 0), block_size), block_size>>>(dx, dmeans.data());
}

namespace {

/// What dropout and convolution make of one pixel for one class: the input of the ReLU. Threads with neighbouring
/// pixels read neighbouring elements of x and mask in each round, and all the same weight.
__device__ float before_relu(nchw<const float> x, nchw<const float> mask, kc<const float> weight, row<const float> bias,
                             float scale, int n, int k, std::ptrdiff_t pixel) {
  const std::ptrdiff_t pixels = std::ptrdiff_t(x.H) * x.W;
  std::ptrdiff_t at = x.offset(n, 0, 0, 0) + pixel;
  float sum = 0.0f;
  for (int c = 0; c < x.C; ++c, at += pixels) sum += weight(k, c) * x.data[at] * mask.data[at];
  return sum * scale + bias(k);
}

/// Block number n*K + k: everything from the dropout to the mean, without a number that is written and read again. The
/// price is that x and mask are read once for each class. They come from the cache, where an image of SqueezeNet's
/// (512 x 13 x 13, 346 KB) has room; several classes a block would save that, too.
__global__ void squeezenet_forward_kernel(nk<float> y, nchw<const float> x, nchw<const float> mask,
                                          kc<const float> weight, row<const float> bias, float scale) {
  const int n = int(blockIdx.x / unsigned(y.K));
  const int k = int(blockIdx.x % unsigned(y.K));
  const std::ptrdiff_t pixels = std::ptrdiff_t(x.H) * x.W;
  float sum = 0.0f;
  for (std::ptrdiff_t i = threadIdx.x; i < pixels; i += block_size) {
    sum += fmaxf(before_relu(x, mask, weight, bias, scale, n, k, i), 0.0f);
  }
  sum = block_sum(sum);
  if (threadIdx.x == 0) y(n, k) = sum / float(pixels);
}

/// Thread i owns element i of dz, (N, K, H, W), in the order of memory: what reaches the input of the ReLU.
__global__ void squeezenet_dz_kernel(float* dz, nk<const float> dy, nchw<const float> x, nchw<const float> mask,
                                     kc<const float> weight, row<const float> bias, float scale) {
  const std::ptrdiff_t i = thread_number();
  const std::ptrdiff_t pixels = std::ptrdiff_t(x.H) * x.W;
  const std::ptrdiff_t map = i / pixels;  // n*K + k
  if (map >= std::ptrdiff_t(dy.N) * dy.K) return;
  const int n = int(map / dy.K);
  const int k = int(map % dy.K);
  const bool passed = before_relu(x, mask, weight, bias, scale, n, k, i % pixels) > 0.0f;
  dz[i] = passed ? dy(n, k) / float(pixels) : 0.0f;
}

/// Thread i owns element i of dx and sums over the classes; neighbouring threads read neighbouring pixels of dz.
__global__ void squeezenet_dx_kernel(nchw<float> dx, const float* dz, nchw<const float> mask, kc<const float> weight,
                                     float scale) {
  const std::ptrdiff_t i = thread_number();
  if (i >= dx.offset(dx.N, 0, 0, 0)) return;
  const std::ptrdiff_t pixels = std::ptrdiff_t(dx.H) * dx.W;
  const std::ptrdiff_t pixel = i % pixels;
  const int c = int(i / pixels % dx.C);
  const std::ptrdiff_t n = i / pixels / dx.C;
  float sum = 0.0f;
  for (int k = 0; k < weight.K; ++k) sum += weight(k, c) * dz[(n * weight.K + k) * pixels + pixel];
  dx.data[i] = sum * mask.data[i] * scale;
}

/// Block number k*C + c sums over all pixels of all images, which lie side by side within an image.
__global__ void squeezenet_dweight_kernel(kc<float> dweight, const float* dz, nchw<const float> x,
                                          nchw<const float> mask, float scale) {
  const int k = int(blockIdx.x / unsigned(dweight.C));
  const int c = int(blockIdx.x % unsigned(dweight.C));
  const std::ptrdiff_t pixels = std::ptrdiff_t(x.H) * x.W;
  float sum = 0.0f;
  for (std::ptrdiff_t i = threadIdx.x; i < x.N * pixels; i += block_size) {
    const std::ptrdiff_t n = i / pixels;
    const std::ptrdiff_t pixel = i % pixels;
    const std::ptrdiff_t at = (n * x.C + c) * pixels + pixel;
    sum += dz[(n * dweight.K + k) * pixels + pixel] * x.data[at] * mask.data[at];
  }
  sum = block_sum(sum);
  if (threadIdx.x == 0) dweight(k, c) = sum * scale;
}

/// Block number k sums over all pixels of all images.
__global__ void squeezenet_dbias_kernel(row<float> dbias, const float* dz, int images, std::ptrdiff_t pixels) {
  const int k = int(blockIdx.x);
  float sum = 0.0f;
  for (std::ptrdiff_t i = threadIdx.x; i < images * pixels; i += block_size) {
    sum += dz[(i / pixels * dbias.L + k) * pixels + i % pixels];
  }
  sum = block_sum(sum);
  if (threadIdx.x == 0) dbias(k) = sum;
}

}  // namespace

void squeezenet_forward(nk<float> y, nchw<const float> x, nchw<const float> mask, kc<const float> weight,
                        row<const float> bias, float p) {
  const std::ptrdiff_t outputs = std::ptrdiff_t(y.N) * y.K;
  const float scale = 1.0f / (1.0f - p);
  squeezenet_forward_kernel<<<blocks_for(outputs, 1), block_size>>>(y, x, mask, weight, bias, scale);
}

// What reaches the ReLU's input is needed by three sums, each in another order, and costs C products a number: it is
// computed once and kept. That takes N*K*H*W floats; for SqueezeNet's 1000 classes twice what x takes.
void squeezenet_backward(nchw<float> dx, kc<float> dweight, row<float> dbias, nk<const float> dy, nchw<const float> x,
                         nchw<const float> mask, kc<const float> weight, row<const float> bias, float p) {
  const std::ptrdiff_t pixels = std::ptrdiff_t(x.H) * x.W;
  const std::ptrdiff_t elements = std::ptrdiff_t(dy.N) * dy.K * pixels;
  const std::ptrdiff_t weights = std::ptrdiff_t(weight.K) * weight.C;
  const float scale = 1.0f / (1.0f - p);
  const scratch dz(elements);
  if (dz.data() == nullptr) return;
  squeezenet_dz_kernel<<<blocks_for(elements, block_size), block_size>>>(dz.data(), dy, x, mask, weight, bias, scale);
  squeezenet_dx_kernel<<<blocks_for(dx.offset(dx.N, 0, 0, 0), block_size), block_size>>>(dx, dz.data(), mask, weight,
                                                                                         scale);
  squeezenet_dweight_kernel<<<blocks_for(weights, 1), block_size>>>(dweight, dz.data(), x, mask, scale);
  squeezenet_dbias_kernel<<<blocks_for(dy.K, 1), block_size>>>(dbias, dz.data(), x.N, pixels);
}

namespace {

/// A warp for each map, which it reads once for both sums.
__global__ void both_orders_kernel(nc<float> relu_first, nc<float> gap_first, nchw<const float> x) {
  const std::ptrdiff_t map = thread_number() / warp_size;
  const int lane = int(threadIdx.x) % warp_size;
  const std::ptrdiff_t pixels = std::ptrdiff_t(x.H) * x.W;
  if (map >= std::ptrdiff_t(x.N) * x.C) return;
  float positive = 0.0f;
  float all = 0.0f;
  for (std::ptrdiff_t i = lane; i < pixels; i += warp_size) {
    const float z = x.data[map * pixels + i];
    positive += fmaxf(z, 0.0f);
    all += z;
  }
  positive = warp_sum(positive);
  all = warp_sum(all);
  if (lane == 0) {
    relu_first.data[map] = positive / float(pixels);
    gap_first.data[map] = fmaxf(all / float(pixels), 0.0f);
  }
}

/// One block finds the maximum, for blocks cannot wait for one another, and N*C differences are few. A maximum is taken
/// like a sum, by halves, and never rounds.
__global__ void largest_difference_kernel(row<float> largest_difference, nc<const float> relu_first,
                                          nc<const float> gap_first) {
  __shared__ float largest[block_size];
  const int thread = int(threadIdx.x);
  const std::ptrdiff_t maps = std::ptrdiff_t(relu_first.N) * relu_first.C;
  float mine = 0.0f;  // no difference is negative, so threads without a map do no harm
  for (std::ptrdiff_t i = thread; i < maps; i += block_size) {
    mine = fmaxf(mine, relu_first.data[i] - gap_first.data[i]);
  }
  largest[thread] = mine;
  __syncthreads();
  for (int half = block_size / 2; half > 0; half /= 2) {
    if (thread < half) largest[thread] = fmaxf(largest[thread], largest[thread + half]);
    __syncthreads();
  }
  if (thread == 0) largest_difference(0) = largest[0];
}

template <class T>
nc<const T> read_only(nc<T> t) {
  return {t.data, t.N, t.C};
}

}  // namespace

void relu_swap_forward(nc<float> relu_first, nc<float> gap_first, row<float> largest_difference, nchw<const float> x) {
  const std::ptrdiff_t maps = std::ptrdiff_t(x.N) * x.C;
  both_orders_kernel<<<blocks_for(maps, warps_per_block), block_size>>>(relu_first, gap_first, x);
  largest_difference_kernel<<<1, block_size>>>(largest_difference, read_only(relu_first), read_only(gap_first));
}
