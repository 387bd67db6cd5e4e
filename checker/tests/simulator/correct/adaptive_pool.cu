// adaptive_pool: average pooling to any size with overlapping bins, two outputs by one kernel, gradients by atomics.
#include <cstdio>
#include <cstdlib>
#include <vector>

#define CUDA(call) check(cuda##call, #call)

static void check(cudaError_t status, const char* what) {
  if (status == cudaSuccess) return;
  std::fprintf(stderr, "cuda%s: %s\n", what, cudaGetErrorString(status));
  std::exit(1);
}

struct bin {
  int begin, end;
};
// PyTorch's bins: floor(o * in / out) to ceil((o + 1) * in / out).
__host__ __device__ constexpr bin bin_of(int o, int in, int out) {
  return {o * in / out, ((o + 1) * in + out - 1) / out};
}

// One block per output pixel, one thread per channel of an NHWC image.
__global__ void forward(float* y, const float* x, int H, int W, int C) {
  const bin by = bin_of(blockIdx.y, H, gridDim.y), bx = bin_of(blockIdx.x, W, gridDim.x);
  for (int c = threadIdx.x; c < C; c += blockDim.x) {
    float sum = 0.f;
    for (int i = by.begin; i < by.end; ++i)
      for (int j = bx.begin; j < bx.end; ++j) sum += x[(i * W + j) * C + c];
    y[(blockIdx.y * gridDim.x + blockIdx.x) * C + c] = sum / ((by.end - by.begin) * (bx.end - bx.begin));
  }
}

__global__ void backward(float* dx, const float* dy, int H, int W, int C) {
  const bin by = bin_of(blockIdx.y, H, gridDim.y), bx = bin_of(blockIdx.x, W, gridDim.x);
  const int area = (by.end - by.begin) * (bx.end - bx.begin);
  for (int c = threadIdx.x; c < C; c += blockDim.x) {
    const float share = dy[(blockIdx.y * gridDim.x + blockIdx.x) * C + c] / area;
    for (int i = by.begin; i < by.end; ++i)
      for (int j = bx.begin; j < bx.end; ++j) atomicAdd(dx + (i * W + j) * C + c, share);
  }
}

int main() {
  const int H = 13, W = 10, C = 20;
  const int outs[][2] = {{5, 7}, {1, 1}, {13, 3}};
  int wrong = 0;
  for (const auto& [OH, OW] : outs) {
    const size_t in = H * W * C, out = size_t(OH) * OW * C;
    std::vector<float> x(in), y(out), dy(out), dx(in);
    std::vector<double> ey(out), edx(in);
    for (size_t i = 0; i < in; ++i) x[i] = static_cast<float>(i % 37) / 8.f;
    for (size_t i = 0; i < out; ++i) dy[i] = static_cast<float>(i % 10);
    float *d_x, *d_y, *d_dx, *d_dy;
    CUDA(Malloc(&d_x, in * sizeof(float)));
    CUDA(Malloc(&d_dx, in * sizeof(float)));
    CUDA(Malloc(&d_y, out * sizeof(float)));
    CUDA(Malloc(&d_dy, out * sizeof(float)));
    CUDA(Memcpy(d_x, x.data(), in * sizeof(float), cudaMemcpyHostToDevice));
    CUDA(Memcpy(d_dy, dy.data(), out * sizeof(float), cudaMemcpyHostToDevice));
    CUDA(Memset(d_dx, 0, in * sizeof(float)));
    forward<<<dim3(OW, OH), 16>>>(d_y, d_x, H, W, C);
    CUDA(GetLastError());
    backward<<<dim3(OW, OH), 16>>>(d_dx, d_dy, H, W, C);
    CUDA(GetLastError());
    CUDA(Memcpy(y.data(), d_y, out * sizeof(float), cudaMemcpyDeviceToHost));
    CUDA(Memcpy(dx.data(), d_dx, in * sizeof(float), cudaMemcpyDeviceToHost));
    for (float* p : {d_x, d_y, d_dx, d_dy}) CUDA(Free(p));
    for (size_t o = 0; o < out; ++o) {
      const int c = static_cast<int>(o % C), ox = static_cast<int>(o / C) % OW, oy = static_cast<int>(o / C) / OW;
      const bin by = bin_of(oy, H, OH), bx = bin_of(ox, W, OW);
      const double area = (by.end - by.begin) * (bx.end - bx.begin);
      for (int i = by.begin; i < by.end; ++i) {
        for (int j = bx.begin; j < bx.end; ++j) {
          ey[o] += x[(i * W + j) * C + c] / area;
          edx[(i * W + j) * C + c] += dy[o] / area;
        }
      }
    }
    for (size_t o = 0; o < out; ++o) wrong += !(y[o] - ey[o] < 1e-5 && ey[o] - y[o] < 1e-5);
    for (size_t i = 0; i < in; ++i) wrong += !(dx[i] - edx[i] < 1e-4 && edx[i] - dx[i] < 1e-4);
  }
  std::printf("adaptive_pool: %d wrong\n", wrong);
  return wrong ? 1 : 0;
}
