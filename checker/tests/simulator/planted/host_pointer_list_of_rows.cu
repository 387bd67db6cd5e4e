// EXPECT: host_pointer_in_kernel
// The list of row pointers is copied to the GPU, but the rows themselves stay on the host.
#include <cuda_runtime.h>

#include <cstdio>
#include <cstdlib>
#include <memory>
#include <vector>

static void check(cudaError_t error) {
  if (error == cudaSuccess) return;
  std::fprintf(stderr, "CUDA: %s\n", cudaGetErrorString(error));
  std::exit(1);
}

__global__ void row_sums(float** row, float* sum, int cols) {
  float v = 0.f;
  for (int c = 0; c < cols; c++) {
    v += row[threadIdx.x][c];  // BUG
  }
  sum[threadIdx.x] = v;
}

int main() {
  const int rows = 6, cols = 10;
  std::vector<std::unique_ptr<float[]>> matrix;
  std::vector<float*> row;
  for (int r = 0; r < rows; r++) {
    matrix.push_back(std::make_unique<float[]>(cols));
    row.push_back(matrix.back().get());
  }
  float **d_row, *sum;
  std::vector<float> result(rows);
  check(cudaMalloc(&d_row, rows * sizeof(float*)));
  check(cudaMalloc(&sum, rows * sizeof(float)));
  check(cudaMemcpy(d_row, row.data(), rows * sizeof(float*), cudaMemcpyHostToDevice));
  row_sums<<<1, rows>>>(d_row, sum, cols);
  check(cudaGetLastError());
  check(cudaMemcpy(result.data(), sum, rows * sizeof(float), cudaMemcpyDeviceToHost));
  check(cudaFree(d_row));
  check(cudaFree(sum));
  std::printf("%g\n", result[0]);
}
