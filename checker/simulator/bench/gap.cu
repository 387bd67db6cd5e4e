// The simulator's yardstick: global average pooling of N x C maps of 13 x 13, a block of 256 threads a map, summed by a
// tree in shared memory and by warp shuffles. Prints for each kernel how many CUDA threads ran in a second.
//
//   gap N C REPEATS
#include <chrono>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <vector>

constexpr int block_size = 256;

static void check(cudaError_t error) {
  if (error == cudaSuccess) return;
  std::fprintf(stderr, "CUDA: %s\n", cudaGetErrorString(error));
  std::exit(1);
}

/// Nine barriers a thread.
__global__ void mean_by_tree(const float* x, float* y, int map_size) {
  __shared__ float partial[block_size];
  const int thread = threadIdx.x;
  float sum = 0;
  for (int i = thread; i < map_size; i += block_size) sum += x[std::ptrdiff_t(blockIdx.x) * map_size + i];
  partial[thread] = sum;
  __syncthreads();
  for (int half = block_size / 2; half > 0; half /= 2) {
    if (thread < half) partial[thread] += partial[thread + half];
    __syncthreads();
  }
  if (thread == 0) y[blockIdx.x] = partial[0] / map_size;
}

__device__ float warp_sum(float sum) {
  for (int distance = 16; distance > 0; distance /= 2) sum += __shfl_down_sync(0xffffffffu, sum, distance);
  return sum;
}

/// Five shuffles a thread, one barrier, and five more shuffles in one warp of eight.
__global__ void mean_by_shuffles(const float* x, float* y, int map_size) {
  __shared__ float partial[block_size / 32];
  const int thread = threadIdx.x;
  float sum = 0;
  for (int i = thread; i < map_size; i += block_size) sum += x[std::ptrdiff_t(blockIdx.x) * map_size + i];
  sum = warp_sum(sum);
  if (thread % 32 == 0) partial[thread / 32] = sum;
  __syncthreads();
  if (thread >= 32) return;
  sum = warp_sum(thread < block_size / 32 ? partial[thread] : 0.0f);
  if (thread == 0) y[blockIdx.x] = sum / map_size;
}

int main(int argc, char** argv) {
  if (argc != 4) return 2;
  const int maps = std::atoi(argv[1]) * std::atoi(argv[2]), repeats = std::atoi(argv[3]), map_size = 13 * 13;
  std::vector<float> x(std::size_t(maps) * map_size), y(maps);
  for (std::size_t i = 0; i < x.size(); ++i) x[i] = float(i * 37 % 101) / 64.0f;
  float *dx, *dy;
  check(cudaMalloc(&dx, x.size() * sizeof(float)));
  check(cudaMalloc(&dy, y.size() * sizeof(float)));
  check(cudaMemcpy(dx, x.data(), x.size() * sizeof(float), cudaMemcpyHostToDevice));
  const auto run = [&](const char* name, void (*kernel)(const float*, float*, int)) {
    double fastest = 1e30;
    for (int i = 0; i < repeats; ++i) {
      const auto begin = std::chrono::steady_clock::now();
      kernel<<<maps, block_size>>>(dx, dy, map_size);
      check(cudaDeviceSynchronize());
      fastest = std::fmin(fastest, std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count());
    }
    check(cudaGetLastError());
    check(cudaMemcpy(y.data(), dy, y.size() * sizeof(float), cudaMemcpyDeviceToHost));
    for (int m = 0; m < maps; ++m) {
      double sum = 0;
      for (int i = 0; i < map_size; ++i) sum += x[std::size_t(m) * map_size + i];
      if (!(std::fabs(y[m] - sum / map_size) <= 1e-5)) {
        std::fprintf(stderr, "%s: map %d is %g, not %g\n", name, m, y[m], sum / map_size);
        std::exit(1);
      }
    }
    std::printf("%-8s %8.4f s %8.3f million threads/s\n", name, fastest, maps * double(block_size) / fastest / 1e6);
  };
  run("tree", mean_by_tree);
  run("shuffles", mean_by_shuffles);
  check(cudaFree(dx));
  check(cudaFree(dy));
  return 0;
}
