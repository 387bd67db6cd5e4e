// "Device memory" is the host's. Errors behave as in CUDA: that of a launch is kept until somebody asks, that of a
// kernel shows at the next synchronisation and stays for good.
#include <cuda_runtime_api.h>

#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <map>

namespace {

cudaError_t last = cudaSuccess;
cudaError_t lost = cudaSuccess;
std::map<const char*, std::size_t>& allocations() {
  static std::map<const char*, std::size_t> known;
  return known;
}

cudaError_t result(cudaError_t error) {
  if (error != cudaSuccess) last = error;
  return error;
}

}  // namespace

cudaError_t cudaGetDeviceCount(int* count) {
  *count = std::getenv("CUDA_VISIBLE_DEVICES") == nullptr ? 1 : 0;
  return *count == 1 ? cudaSuccess : cudaErrorNoDevice;
}

cudaError_t cudaGetDeviceProperties(cudaDeviceProp* properties, int) {
  *properties = {"Stand-in GPU", 8, 0};
  return cudaSuccess;
}

cudaError_t cudaDriverGetVersion(int* version) {
  *version = CUDART_VERSION;
  return cudaSuccess;
}

cudaError_t cudaMalloc(void** memory, std::size_t size) {
  if (lost != cudaSuccess) return lost;
  *memory = std::malloc(size);
  allocations()[static_cast<const char*>(*memory)] = size;
  return cudaSuccess;
}

cudaError_t cudaFree(void* memory) {
  allocations().erase(static_cast<const char*>(memory));
  std::free(memory);
  return lost;
}

cudaError_t cudaMemcpy(void* to, const void* from, std::size_t size, cudaMemcpyKind) {
  if (lost != cudaSuccess) return lost;
  std::memcpy(to, from, size);
  return cudaSuccess;
}

cudaError_t cudaMemcpyAsync(void* to, const void* from, std::size_t size, cudaMemcpyKind kind, cudaStream_t) {
  return cudaMemcpy(to, from, size, kind);
}

cudaError_t cudaMemcpy2D(void* to, std::size_t to_pitch, const void* from, std::size_t from_pitch, std::size_t width,
                         std::size_t height, cudaMemcpyKind kind) {
  for (std::size_t row = 0; row < height; ++row) {
    cudaMemcpy(static_cast<char*>(to) + row * to_pitch, static_cast<const char*>(from) + row * from_pitch, width, kind);
  }
  return lost;
}

cudaError_t cudaMemcpy2DAsync(void* to, std::size_t to_pitch, const void* from, std::size_t from_pitch,
                              std::size_t width, std::size_t height, cudaMemcpyKind kind, cudaStream_t) {
  return cudaMemcpy2D(to, to_pitch, from, from_pitch, width, height, kind);
}

cudaError_t cudaPointerGetAttributes(cudaPointerAttributes* attributes, const void* pointer) {
  attributes->type = cudaMemoryTypeUnregistered;
  for (const auto& [memory, size] : allocations()) {
    if (pointer >= memory && pointer < memory + size) attributes->type = cudaMemoryTypeDevice;
  }
  return cudaSuccess;
}

cudaError_t cudaDeviceSynchronize() { return result(lost); }

cudaError_t cudaGetLastError() {
  const cudaError_t error = lost != cudaSuccess ? lost : last;
  last = cudaSuccess;
  return error;
}

const char* cudaGetErrorName(cudaError_t error) {
  return error == cudaErrorIllegalAddress ? "cudaErrorIllegalAddress" : "cudaErrorInvalidConfiguration";
}

const char* cudaGetErrorString(cudaError_t error) {
  return error == cudaErrorIllegalAddress ? "an illegal memory access was encountered"
                                          : "invalid configuration argument";
}

cudaError_t cudaLaunchKernel(const void* kernel, dim3 grid, dim3 block, void** arguments, std::size_t, cudaStream_t) {
  const std::size_t threads = std::size_t{block.x} * block.y * block.z;
  if (threads == 0 || threads > 1024 || grid.x * grid.y * grid.z == 0 || grid.y > 65535 || grid.z > 65535) {
    return result(cudaErrorInvalidConfiguration);
  }
  reinterpret_cast<void (*)(void**, dim3, dim3)>(const_cast<void*>(kernel))(arguments, grid, block);
  return cudaSuccess;
}

cudaError_t cudaLaunchCooperativeKernel(const void* kernel, dim3 grid, dim3 block, void** arguments, std::size_t shared,
                                        cudaStream_t stream) {
  return cudaLaunchKernel(kernel, grid, block, arguments, shared, stream);
}

cudaError_t cudaLaunchKernelExC(const cudaLaunchConfig_t* config, const void* kernel, void** arguments) {
  return cudaLaunchKernel(kernel, config->gridDim, config->blockDim, arguments, config->dynamicSmemBytes, nullptr);
}

void fake_kernel_fails(cudaError_t error) { lost = error; }
