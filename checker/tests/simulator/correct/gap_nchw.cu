// gap_nchw: global average pooling of NCHW, one block per plane, and its gradient, which spreads dy / HW.
#include <cstdio>
#include <cstdlib>
#include <vector>

#define CHECK(x)                                                  \
  do {                                                            \
    cudaError_t e = (x);                                          \
    if (e != cudaSuccess) {                                       \
      printf("%s in line %d\n", cudaGetErrorString(e), __LINE__); \
      exit(1);                                                    \
    }                                                             \
  } while (0)

constexpr int block_size = 64;

__global__ void gap_forward_kernel(float* y, const float* x, int HW) {
  __shared__ float s[block_size];
  const float* plane = x + static_cast<size_t>(blockIdx.x) * HW;
  float sum = 0.f;
  for (int i = threadIdx.x; i < HW; i += block_size) sum += plane[i];
  s[threadIdx.x] = sum;
  __syncthreads();
  for (int width = block_size / 2; width > 0; width >>= 1) {
    if (threadIdx.x < width) s[threadIdx.x] += s[threadIdx.x + width];
    __syncthreads();
  }
  if (threadIdx.x == 0) y[blockIdx.x] = s[0] / HW;
}

// grid: (parts of a plane, planes)
__global__ void gap_backward_kernel(float* dx, const float* dy, int HW) {
  const int i = blockIdx.x * blockDim.x + threadIdx.x;
  if (i < HW) dx[static_cast<size_t>(blockIdx.y) * HW + i] = dy[blockIdx.y] / HW;
}

int main() {
  const int N = 3, C = 5, H = 13, W = 11, HW = H * W, planes = N * C;
  std::vector<float> x(planes * HW), dy(planes), y(planes), dx(x.size());
  for (size_t i = 0; i < x.size(); i++) x[i] = (i * 7 % 64) / 64.f + 2.f;
  for (int p = 0; p < planes; p++) dy[p] = p - 7.f;

  float *d_x, *d_y, *d_dy, *d_dx;
  CHECK(cudaMalloc(&d_x, x.size() * sizeof *d_x));
  CHECK(cudaMalloc(&d_y, y.size() * sizeof *d_y));
  CHECK(cudaMalloc(&d_dy, dy.size() * sizeof *d_dy));
  CHECK(cudaMalloc(&d_dx, dx.size() * sizeof *d_dx));
  CHECK(cudaMemcpy(d_x, x.data(), x.size() * sizeof(float), cudaMemcpyDefault));
  CHECK(cudaMemcpy(d_dy, dy.data(), dy.size() * sizeof(float), cudaMemcpyDefault));
  gap_forward_kernel<<<planes, block_size>>>(d_y, d_x, HW);
  CHECK(cudaGetLastError());
  gap_backward_kernel<<<dim3((HW + 99) / 100, planes), 100>>>(d_dx, d_dy, HW);
  CHECK(cudaGetLastError());
  CHECK(cudaMemcpy(y.data(), d_y, y.size() * sizeof(float), cudaMemcpyDefault));
  CHECK(cudaMemcpy(dx.data(), d_dx, dx.size() * sizeof(float), cudaMemcpyDefault));

  int wrong = 0;
  for (int p = 0; p < planes; p++) {
    double mean = 0;
    for (int i = 0; i < HW; i++) mean += x[p * HW + i] / (double)HW;
    double error = y[p] - mean;
    wrong += !(error * error < 1e-10);
    for (int i = 0; i < HW; i++) wrong += dx[p * HW + i] != dy[p] / HW;
  }
  CHECK(cudaFree(d_x));
  CHECK(cudaFree(d_y));
  CHECK(cudaFree(d_dy));
  CHECK(cudaFree(d_dx));
  printf("gap_nchw: %d wrong\n", wrong);
  return wrong ? 1 : 0;
}
