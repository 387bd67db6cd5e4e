// The watch on the CUDA runtime of nvcc: the linker's --wrap puts these functions before those of the same name.
#include <cuda_runtime_api.h>

#include "cuda_watch.hpp"

namespace gaplab {

void watch_call(unsigned, const lent_tensors&) {}

void end_watch(unsigned) {}

namespace {

/// From the first byte of a copy of rows to the last.
std::uint64_t reach(std::uint64_t pitch, std::uint64_t width, std::uint64_t height) {
  return height == 0 ? 0 : pitch * (height - 1) + width;
}

cudaError_t noted_launch(cudaError_t result, dim3 grid, dim3 block, std::size_t shared_bytes) {
  note_launch(result, grid, block, shared_bytes);
  return result;
}

}  // namespace
}  // namespace gaplab

// The linker sends a call of name() to __wrap_name(), and __real_name() to the CUDA runtime.
#define GAPLAB_WRAP(result, name, parameters)                          \
  extern "C" result __real_##name parameters; /* NOLINT: ld's names */ \
  extern "C" result __wrap_##name parameters  /* NOLINT */

GAPLAB_WRAP(cudaError_t, cudaLaunchKernel,
            (const void* kernel, dim3 grid, dim3 block, void** arguments, std::size_t shared, cudaStream_t stream)) {
  return gaplab::noted_launch(__real_cudaLaunchKernel(kernel, grid, block, arguments, shared, stream), grid, block,
                              shared);
}

#if CUDART_VERSION >= 13000  // what the <<< >>> of nvcc 13 calls
GAPLAB_WRAP(cudaError_t, __cudaLaunchKernel,
            (cudaKernel_t kernel, dim3 grid, dim3 block, void** arguments, std::size_t shared, cudaStream_t stream)) {
  return gaplab::noted_launch(__real___cudaLaunchKernel(kernel, grid, block, arguments, shared, stream), grid, block,
                              shared);
}
#endif

GAPLAB_WRAP(cudaError_t, cudaLaunchCooperativeKernel,
            (const void* kernel, dim3 grid, dim3 block, void** arguments, std::size_t shared, cudaStream_t stream)) {
  return gaplab::noted_launch(__real_cudaLaunchCooperativeKernel(kernel, grid, block, arguments, shared, stream), grid,
                              block, shared);
}

#if CUDART_VERSION >= 11080
GAPLAB_WRAP(cudaError_t, cudaLaunchKernelExC,
            (const cudaLaunchConfig_t* config, const void* kernel, void** arguments)) {
  return gaplab::noted_launch(__real_cudaLaunchKernelExC(config, kernel, arguments), config->gridDim, config->blockDim,
                              config->dynamicSmemBytes);
}
#endif

GAPLAB_WRAP(cudaError_t, cudaMemcpy, (void* to, const void* from, std::size_t size, cudaMemcpyKind kind)) {
  gaplab::note_copy(to, from, size, size, kind);
  return __real_cudaMemcpy(to, from, size, kind);
}

GAPLAB_WRAP(cudaError_t, cudaMemcpyAsync,
            (void* to, const void* from, std::size_t size, cudaMemcpyKind kind, cudaStream_t stream)) {
  gaplab::note_copy(to, from, size, size, kind);
  return __real_cudaMemcpyAsync(to, from, size, kind, stream);
}

GAPLAB_WRAP(cudaError_t, cudaMemcpy2D,
            (void* to, std::size_t to_pitch, const void* from, std::size_t from_pitch, std::size_t width,
             std::size_t height, cudaMemcpyKind kind)) {
  gaplab::note_copy(to, from, gaplab::reach(to_pitch, width, height), gaplab::reach(from_pitch, width, height), kind);
  return __real_cudaMemcpy2D(to, to_pitch, from, from_pitch, width, height, kind);
}

GAPLAB_WRAP(cudaError_t, cudaMemcpy2DAsync,
            (void* to, std::size_t to_pitch, const void* from, std::size_t from_pitch, std::size_t width,
             std::size_t height, cudaMemcpyKind kind, cudaStream_t stream)) {
  gaplab::note_copy(to, from, gaplab::reach(to_pitch, width, height), gaplab::reach(from_pitch, width, height), kind);
  return __real_cudaMemcpy2DAsync(to, to_pitch, from, from_pitch, width, height, kind, stream);
}
