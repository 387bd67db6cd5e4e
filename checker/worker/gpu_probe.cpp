// Says on standard output which GPU CUDA would use: its compute capability and its name; or on one line that begins
// with "none" why there is none.
#include <cuda_runtime_api.h>

#include <cstdio>

int main() {
  int count = 0;
  cudaError_t error = cudaGetDeviceCount(&count);
  cudaDeviceProp properties{};
  if (error == cudaSuccess && count > 0) error = cudaGetDeviceProperties(&properties, 0);
  int driver = 0;  // its version; 0 where there is none, which CUDA calls one that is too old
  cudaDriverGetVersion(&driver);
  if (driver == 0 || error == cudaErrorNoDevice || (error == cudaSuccess && count == 0)) {
    std::puts("none");
  } else if (error != cudaSuccess) {
    std::printf("none %s (%s)\n", cudaGetErrorString(error), cudaGetErrorName(error));
  } else {
    std::printf("%d%d %s\n", properties.major, properties.minor, properties.name);
  }
  return 0;
}
