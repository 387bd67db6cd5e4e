// EXPECT: misaligned
// An odd number of ints precedes the doubles in dynamic shared memory.
#include <cuda_runtime.h>

#include <cstdio>
#include <cstdlib>
#include <vector>

static void check(cudaError_t error) {
  if (error == cudaSuccess) return;
  std::fprintf(stderr, "CUDA: %s\n", cudaGetErrorString(error));
  std::exit(1);
}

__global__ void weighted(const int* label, const double* weight, double* out) {
  extern __shared__ __align__(16) unsigned char room[];
  int* labels = reinterpret_cast<int*>(room);
  double* weights = reinterpret_cast<double*>(labels + blockDim.x);
  int t = threadIdx.x;
  labels[t] = label[t];
  weights[t] = weight[t];  // BUG
  __syncthreads();
  int other = blockDim.x - 1 - t;
  out[t] = labels[other] * weights[other];
}

int main() {
  const int n = 63;
  std::vector<int> label(n, 2);
  std::vector<double> weight(n, 0.5);
  int* d_label;
  double *d_weight, *d_out;
  check(cudaMalloc(&d_label, n * sizeof(int)));
  check(cudaMalloc(&d_weight, n * sizeof(double)));
  check(cudaMalloc(&d_out, n * sizeof(double)));
  check(cudaMemcpy(d_label, label.data(), n * sizeof(int), cudaMemcpyHostToDevice));
  check(cudaMemcpy(d_weight, weight.data(), n * sizeof(double), cudaMemcpyHostToDevice));
  weighted<<<1, n, n*(sizeof(int) + sizeof(double))>>>(d_label, d_weight, d_out);
  check(cudaGetLastError());
  check(cudaMemcpy(weight.data(), d_out, n * sizeof(double), cudaMemcpyDeviceToHost));
  check(cudaFree(d_label));
  check(cudaFree(d_weight));
  check(cudaFree(d_out));
  std::printf("%g\n", weight[0]);
}
