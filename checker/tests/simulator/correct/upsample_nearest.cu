// upsample_nearest: to any size, and its gradient, for which each input gathers the outputs that copied it.
#include <cstdio>
#include <cstdlib>
#include <vector>

#define CHECK(call)                                                        \
  do {                                                                     \
    cudaError_t status = (call);                                           \
    if (status != cudaSuccess) {                                           \
      std::fprintf(stderr, "%s: %s\n", #call, cudaGetErrorString(status)); \
      std::exit(1);                                                        \
    }                                                                      \
  } while (0)

__host__ __device__ inline int source(int o, int in_size, int out_size) { return o * in_size / out_size; }

// The first output whose source is i: the smallest o with o * in >= i * out.
__host__ __device__ inline int first_output(int i, int in_size, int out_size) {
  return (i * out_size + in_size - 1) / in_size;
}

__global__ void forward(const float* x, float* y, int2 in, int2 out) {
  const int ox = blockIdx.x * blockDim.x + threadIdx.x, oy = blockIdx.y * blockDim.y + threadIdx.y;
  if (ox >= out.x || oy >= out.y) return;
  const int c = blockIdx.z;
  y[(c * out.y + oy) * out.x + ox] = x[(c * in.y + source(oy, in.y, out.y)) * in.x + source(ox, in.x, out.x)];
}

__global__ void backward(float* dx, const float* dy, int2 in, int2 out) {
  const int x = blockIdx.x * blockDim.x + threadIdx.x, y = blockIdx.y * blockDim.y + threadIdx.y;
  if (x >= in.x || y >= in.y) return;
  const int c = blockIdx.z;
  float sum = 0.f;
  for (int oy = first_output(y, in.y, out.y); oy < first_output(y + 1, in.y, out.y); oy++)
    for (int ox = first_output(x, in.x, out.x); ox < first_output(x + 1, in.x, out.x); ox++)
      sum += dy[(c * out.y + oy) * out.x + ox];
  dx[(c * in.y + y) * in.x + x] = sum;
}

int main() {
  const int channels = 3;
  const int2 in = make_int2(11, 7), out = make_int2(29, 20);
  const size_t in_count = channels * in.x * in.y, out_count = channels * out.x * out.y;
  std::vector<float> x(in_count), y(out_count), dy(out_count), dx(in_count), expected_dx(in_count, 0.f);
  for (size_t i = 0; i < in_count; i++) x[i] = static_cast<float>(i);
  for (size_t i = 0; i < out_count; i++) dy[i] = static_cast<float>(i % 13);

  float *d_x, *d_y, *d_dx, *d_dy;
  CHECK(cudaMalloc(&d_x, in_count * sizeof(float)));
  CHECK(cudaMalloc(&d_dx, in_count * sizeof(float)));
  CHECK(cudaMalloc(&d_y, out_count * sizeof(float)));
  CHECK(cudaMalloc(&d_dy, out_count * sizeof(float)));
  CHECK(cudaMemcpy(d_x, x.data(), in_count * sizeof(float), cudaMemcpyHostToDevice));
  CHECK(cudaMemcpy(d_dy, dy.data(), out_count * sizeof(float), cudaMemcpyHostToDevice));
  const dim3 block(10, 5);
  forward<<<dim3((out.x + 9) / 10, (out.y + 4) / 5, channels), block>>>(d_x, d_y, in, out);
  CHECK(cudaGetLastError());
  backward<<<dim3((in.x + 9) / 10, (in.y + 4) / 5, channels), block>>>(d_dx, d_dy, in, out);
  CHECK(cudaGetLastError());
  CHECK(cudaMemcpy(y.data(), d_y, out_count * sizeof(float), cudaMemcpyDeviceToHost));
  CHECK(cudaMemcpy(dx.data(), d_dx, in_count * sizeof(float), cudaMemcpyDeviceToHost));
  for (float* p : {d_x, d_y, d_dx, d_dy}) CHECK(cudaFree(p));

  int wrong = 0;
  for (int c = 0; c < channels; c++) {
    for (int oy = 0; oy < out.y; oy++) {
      for (int ox = 0; ox < out.x; ox++) {
        const int o = (c * out.y + oy) * out.x + ox;
        const int i = (c * in.y + source(oy, in.y, out.y)) * in.x + source(ox, in.x, out.x);
        wrong += y[o] != x[i];
        expected_dx[i] += dy[o];
      }
    }
  }
  wrong += dx != expected_dx;
  std::printf("upsample_nearest: %d wrong\n", wrong);
  return wrong ? 1 : 0;
}
