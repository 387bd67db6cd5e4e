// EXPECT: data_race
// A warp's first lane looks up where its row begins, and the other lanes use it without a __syncwarp().
// RESULT: right
#include <cuda_runtime.h>

#include <cstdio>
#include <cstdlib>
#include <vector>

static void check(cudaError_t error) {
  if (error == cudaSuccess) return;
  std::fprintf(stderr, "CUDA: %s\n", cudaGetErrorString(error));
  std::exit(1);
}

constexpr int warps = 4;

__global__ void row_sums(const int* begin, const int* value, int* sum, int rows) {
  __shared__ int first[warps];
  int warp = threadIdx.x / 32, lane = threadIdx.x % 32;
  int row = blockIdx.x * warps + warp;
  if (row >= rows) return;
  if (lane == 0) first[warp] = begin[row];  // BUG
  int k = first[warp] + lane;               // BUG
  int v = 0;
  for (; k < begin[row + 1]; k += 32) v += value[k];
  for (int d = 16; d > 0; d /= 2) v += __shfl_down_sync(0xffffffff, v, d);
  if (lane == 0) sum[row] = v;
}

int main() {
  const int rows = 10;
  std::vector<int> begin(rows + 1), value, expected(rows), result(rows);
  for (int r = 0; r < rows; r++) {
    for (int k = 0; k < 15 * r; k++) {
      value.push_back(k % 7);
      expected[r] += k % 7;
    }
    begin[r + 1] = static_cast<int>(value.size());
  }
  int *d_begin, *d_value, *d_sum;
  check(cudaMalloc(&d_begin, begin.size() * sizeof(int)));
  check(cudaMalloc(&d_value, value.size() * sizeof(int)));
  check(cudaMalloc(&d_sum, rows * sizeof(int)));
  check(cudaMemcpy(d_begin, begin.data(), begin.size() * sizeof(int), cudaMemcpyHostToDevice));
  check(cudaMemcpy(d_value, value.data(), value.size() * sizeof(int), cudaMemcpyHostToDevice));
  row_sums<<<(rows + warps - 1) / warps, 32 * warps>>>(d_begin, d_value, d_sum, rows);
  check(cudaGetLastError());
  check(cudaMemcpy(result.data(), d_sum, rows * sizeof(int), cudaMemcpyDeviceToHost));
  check(cudaFree(d_begin));
  check(cudaFree(d_value));
  check(cudaFree(d_sum));
  std::printf(result == expected ? "right\n" : "wrong\n");
  return result == expected ? 0 : 1;
}
