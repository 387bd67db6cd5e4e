// EXPECT: data_race
// With a stride smaller than the window an input belongs to several windows, which add to its gradient at once.
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

__global__ void avg_pool_backward(const float* dy, float* dx, int in, int out, int window, int stride) {
  int ow = blockIdx.x * blockDim.x + threadIdx.x, oh = blockIdx.y;
  if (ow >= out) return;
  float share = dy[oh * out + ow] / (window * window);
  for (int kh = 0; kh < window; kh++) {
    for (int kw = 0; kw < window; kw++) {
      int ih = oh * stride + kh, iw = ow * stride + kw;
      dx[ih * in + iw] += share;  // BUG
    }
  }
}

int main() {
  const int window = 4, stride = 2, out = 10, in = (out - 1) * stride + window;
  std::vector<float> h(out * out), expected(in * in, 0.f), result(in * in);
  for (int i = 0; i < out * out; i++) h[i] = static_cast<float>(i % 9);
  for (int oh = 0; oh < out; oh++)
    for (int ow = 0; ow < out; ow++)
      for (int k = 0; k < window * window; k++)
        expected[(oh * stride + k / window) * in + ow * stride + k % window] += h[oh * out + ow] / (window * window);
  float *dy, *dx;
  check(cudaMalloc(&dy, h.size() * sizeof(float)));
  check(cudaMalloc(&dx, expected.size() * sizeof(float)));
  check(cudaMemcpy(dy, h.data(), h.size() * sizeof(float), cudaMemcpyHostToDevice));
  check(cudaMemset(dx, 0, expected.size() * sizeof(float)));
  avg_pool_backward<<<dim3(1, out), 16>>>(dy, dx, in, out, window, stride);
  check(cudaGetLastError());
  check(cudaMemcpy(result.data(), dx, result.size() * sizeof(float), cudaMemcpyDeviceToHost));
  check(cudaFree(dy));
  check(cudaFree(dx));
  std::printf(result == expected ? "right\n" : "wrong\n");
  return result == expected ? 0 : 1;
}
