// pitched_rows: an image with padded rows from cudaMallocPitch, filled by cudaMemcpy2D, blurred along its rows.
#include <cstdio>
#include <cstdlib>
#include <type_traits>
#include <vector>

#define CHECK(call)                                               \
  do {                                                            \
    cudaError_t status = (call);                                  \
    if (status != cudaSuccess) {                                  \
      std::printf("%s: %s\n", #call, cudaGetErrorString(status)); \
      std::exit(1);                                               \
    }                                                             \
  } while (0)

template <class T>
__device__ T* row_of(T* base, size_t pitch, int row) {
  using byte = std::conditional_t<std::is_const_v<T>, const char, char>;
  return reinterpret_cast<T*>(reinterpret_cast<byte*>(base) + row * pitch);
}

__global__ void blur_rows(const float* in, size_t in_pitch, float* out, size_t out_pitch, int width, int height) {
  const int x = blockIdx.x * blockDim.x + threadIdx.x;
  const int y = blockIdx.y * blockDim.y + threadIdx.y;
  if (x >= width || y >= height) return;
  const float* row = row_of(in, in_pitch, y);
  const float left = row[x > 0 ? x - 1 : 0], right = row[x < width - 1 ? x + 1 : x];
  row_of(out, out_pitch, y)[x] = (left + row[x] + right) * 0.5f;
}

int main() {
  const int width = 53, height = 20;
  std::vector<float> image(width * height), result(image.size());
  for (int i = 0; i < width * height; ++i) image[i] = static_cast<float>((i * 5) % 64);

  float *in, *out;
  size_t in_pitch = 0, out_pitch = 0;
  const size_t row_bytes = width * sizeof(float);
  CHECK(cudaMallocPitch(&in, &in_pitch, row_bytes, height));
  CHECK(cudaMallocPitch((void**)&out, &out_pitch, row_bytes, height));
  CHECK(cudaMemcpy2D(in, in_pitch, image.data(), row_bytes, row_bytes, height, cudaMemcpyHostToDevice));
  CHECK(cudaMemset2D(out, out_pitch, 0, row_bytes, height));
  const dim3 block(16, 6), grid((width + 15) / 16, (height + 5) / 6);
  blur_rows<<<grid, block>>>(in, in_pitch, out, out_pitch, width, height);
  CHECK(cudaGetLastError());
  // The upper half back and forth within the GPU, then all of it to the host.
  CHECK(cudaMemcpy2D(in, in_pitch, out, out_pitch, row_bytes, height / 2, cudaMemcpyDeviceToDevice));
  CHECK(cudaMemcpy2D(out, out_pitch, in, in_pitch, row_bytes, height / 2, cudaMemcpyDeviceToDevice));
  CHECK(cudaMemcpy2D(result.data(), row_bytes, out, out_pitch, row_bytes, height, cudaMemcpyDeviceToHost));
  CHECK(cudaFree(in));
  CHECK(cudaFree(out));
  int wrong = 0;
  for (int y = 0; y < height; ++y) {
    for (int x = 0; x < width; ++x) {
      const float* row = &image[y * width];
      const float expected = (row[x > 0 ? x - 1 : 0] + row[x] + row[x < width - 1 ? x + 1 : x]) * 0.5f;
      wrong += result[y * width + x] != expected;
    }
  }
  std::printf("pitched_rows: %d wrong\n", wrong);
  return wrong ? 1 : 0;
}
