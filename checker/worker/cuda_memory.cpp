// On a GPU a step works in a copy of its tensors on the device, guards included. This file also stands between the
// student's code and the CUDA runtime, by the linker's --wrap, so that it can count what the result is made of: the
// kernels launched, and what was copied between the tensors and the host. CUDA keeps its last error only until somebody
// asks for it, so a refused launch is noted at once.
#include <cuda_runtime_api.h>

#include <cstdio>

#include "tensor_memory.hpp"

namespace gaplab {
namespace {

/// The call under way; what the wrapped functions write to.
struct lent_tensors {
  char* device = nullptr;  ///< a copy of the job's bytes [first, last)
  std::uint64_t first = 0;
  const tensor_record* tensors = nullptr;
  std::uint32_t count = 0;
  device_use* use = nullptr;  ///< nullptr while none is under way, or the worker itself calls CUDA
};
lent_tensors lent;

std::uint64_t size_of(const tensor_record& t) {
  std::uint64_t size = sizeof(float);
  for (int axis = 0; axis < t.rank; ++axis) size *= static_cast<std::uint64_t>(t.shape[axis]);
  return size;
}

/// How many bytes of [begin, begin + size) lie in outputs, or in inputs, of the call.
std::uint64_t overlap(const void* begin, std::uint64_t size, bool outputs) {
  const auto from = reinterpret_cast<std::uint64_t>(begin);
  std::uint64_t total = 0;
  for (std::uint32_t i = 0; i < lent.count; ++i) {
    const tensor_record& t = lent.tensors[i];
    if ((t.output != 0) != outputs) continue;
    const std::uint64_t tensor_from = reinterpret_cast<std::uint64_t>(lent.device) + (t.offset - lent.first);
    const std::uint64_t low = from > tensor_from ? from : tensor_from;
    const std::uint64_t high_a = from + size;
    const std::uint64_t high_b = tensor_from + size_of(t);
    const std::uint64_t high = high_a < high_b ? high_a : high_b;
    if (low < high) total += high - low;
  }
  return total;
}

bool on_host(const void* pointer) {
  cudaPointerAttributes attributes{};
  if (cudaPointerGetAttributes(&attributes, pointer) != cudaSuccess) return false;
  return attributes.type == cudaMemoryTypeUnregistered || attributes.type == cudaMemoryTypeHost;
}

void note_copy(const void* to, const void* from, std::uint64_t to_size, std::uint64_t from_size, cudaMemcpyKind kind) {
  if (lent.use == nullptr) return;
  device_use& use = *lent.use;
  const bool guess = kind == cudaMemcpyDefault;
  if (const std::uint64_t bytes = overlap(to, to_size, true); bytes > 0) {
    if (kind == cudaMemcpyHostToDevice || (guess && on_host(from))) use.from_host += bytes;
  }
  if (const std::uint64_t bytes = overlap(from, from_size, false); bytes > 0) {
    if (kind == cudaMemcpyDeviceToHost || (guess && on_host(to))) use.to_host += bytes;
  }
}

/// From the first byte of a copy of rows to the last. The gaps between them count as copied.
std::uint64_t reach(std::uint64_t pitch, std::uint64_t width, std::uint64_t height) {
  return height == 0 ? 0 : pitch * (height - 1) + width;
}

cudaError_t note_launch(cudaError_t result, dim3 grid, dim3 block, std::size_t shared_bytes) {
  if (lent.use == nullptr) return result;
  device_use& use = *lent.use;
  if (result == cudaSuccess) {
    ++use.launches;
  } else if (use.error == 0) {
    use.error = result;
    use.launch_refused = 1;
    const dim3 sizes[2] = {grid, block};
    std::uint32_t* places[2] = {use.grid, use.block};
    for (int i = 0; i < 2; ++i) {
      places[i][0] = sizes[i].x;
      places[i][1] = sizes[i].y;
      places[i][2] = sizes[i].z;
    }
    use.shared_bytes = shared_bytes;
  }
  return result;
}

void describe(execution& e, cudaError_t error) {
  std::snprintf(e.message, sizeof e.message, "%s (%s)", cudaGetErrorString(error), cudaGetErrorName(error));
}

/// Notes the first error of all; the later ones are mostly its consequences.
void note_error(execution& e, cudaError_t error) {
  if (error == cudaSuccess) return;
  if (e.device.error == 0) e.device.error = error;
}

}  // namespace

char* lend_tensors(char* job, std::uint64_t first, std::uint64_t last, const tensor_record* tensors, execution& e) {
  lent = {};
  void* memory = nullptr;
  cudaError_t error = cudaMalloc(&memory, last - first);
  if (error == cudaSuccess) error = cudaMemcpy(memory, job + first, last - first, cudaMemcpyHostToDevice);
  if (error != cudaSuccess) {
    e.device.error = error;
    e.state = call_state::no_device;
    describe(e, error);
    return nullptr;
  }
  lent = {static_cast<char*>(memory), first, tensors, e.tensor_count, &e.device};
  // Tensors are addressed by their offset in the job; integers may go where pointers must not.
  // NOLINTNEXTLINE(performance-no-int-to-ptr)
  return reinterpret_cast<char*>(reinterpret_cast<std::uint64_t>(memory) - first);
}

bool return_tensors(char* job, std::uint64_t first, std::uint64_t last, execution& e) {
  lent.use = nullptr;
  note_error(e, cudaGetLastError());       // of a launch or another call that the student's code did not ask about
  note_error(e, cudaDeviceSynchronize());  // of a kernel
  note_error(e, cudaMemcpy(job + first, lent.device, last - first, cudaMemcpyDeviceToHost));
  cudaFree(lent.device);
  lent = {};
  cudaGetLastError();
  if (e.device.error != 0 && e.state == call_state::returned) {
    e.state = call_state::device_failed;
    describe(e, static_cast<cudaError_t>(e.device.error));
  }
  // After an error within a kernel the context is lost, and every call from now on fails with the same error.
  return cudaDeviceSynchronize() == cudaSuccess;
}

}  // namespace gaplab

// The linker sends a call of name() to __wrap_name(), and __real_name() to the CUDA runtime.
#define GAPLAB_WRAP(result, name, parameters)                          \
  extern "C" result __real_##name parameters; /* NOLINT: ld's names */ \
  extern "C" result __wrap_##name parameters  /* NOLINT */

GAPLAB_WRAP(cudaError_t, cudaLaunchKernel,
            (const void* kernel, dim3 grid, dim3 block, void** arguments, std::size_t shared, cudaStream_t stream)) {
  return gaplab::note_launch(__real_cudaLaunchKernel(kernel, grid, block, arguments, shared, stream), grid, block,
                             shared);
}

#if CUDART_VERSION >= 13000  // what the <<< >>> of nvcc 13 calls
GAPLAB_WRAP(cudaError_t, __cudaLaunchKernel,
            (cudaKernel_t kernel, dim3 grid, dim3 block, void** arguments, std::size_t shared, cudaStream_t stream)) {
  return gaplab::note_launch(__real___cudaLaunchKernel(kernel, grid, block, arguments, shared, stream), grid, block,
                             shared);
}
#endif

GAPLAB_WRAP(cudaError_t, cudaLaunchCooperativeKernel,
            (const void* kernel, dim3 grid, dim3 block, void** arguments, std::size_t shared, cudaStream_t stream)) {
  return gaplab::note_launch(__real_cudaLaunchCooperativeKernel(kernel, grid, block, arguments, shared, stream), grid,
                             block, shared);
}

#if CUDART_VERSION >= 11080
GAPLAB_WRAP(cudaError_t, cudaLaunchKernelExC,
            (const cudaLaunchConfig_t* config, const void* kernel, void** arguments)) {
  return gaplab::note_launch(__real_cudaLaunchKernelExC(config, kernel, arguments), config->gridDim, config->blockDim,
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
