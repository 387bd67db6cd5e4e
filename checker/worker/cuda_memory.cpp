// On a GPU, real or simulated, a step works in a copy of its tensors on the device, guards included. This file also
// counts what the result is made of: the kernels launched, and what was copied between the tensors and the host. CUDA
// keeps its last error only until somebody asks for it, so a refused launch is noted at once.
#include <cuda_runtime_api.h>

#include <cstdio>
#include <vector>

#include "cuda_watch.hpp"
#include "tensor_memory.hpp"

namespace gaplab {
namespace {

/// The call under way.
lent_tensors lent;
std::vector<void*> lent_integers;
device_use* use = nullptr;  ///< what the call did; nullptr while none is under way, or the worker itself calls CUDA

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
    const std::uint64_t high_b = tensor_from + byte_size(t);
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

void describe(execution& e, cudaError_t error) {
  std::snprintf(e.message, sizeof e.message, "%s (%s)", cudaGetErrorString(error), cudaGetErrorName(error));
}

/// Notes the first error of all; the later ones are mostly its consequences.
void note_error(execution& e, cudaError_t error) {
  if (error == cudaSuccess) return;
  if (e.device.error == 0) e.device.error = error;
}

/// Whether a launch that is answered so was refused because of an earlier kernel, and not for itself. The numbers
/// around 700 are errors of kernels, but for 701, too many registers.
bool is_of_earlier_kernel(cudaError_t error) {
  constexpr int first = 700;
  constexpr int last = 719;
  constexpr int out_of_resources = 701;
  return error >= first && error <= last && error != out_of_resources;
}

/// Which of the job's executions it is.
unsigned number_of(const char* job, const execution& e) {
  const auto* header = reinterpret_cast<const job_header*>(job);
  const auto* executions = reinterpret_cast<const execution*>(job + header->executions);
  return static_cast<unsigned>(&e - executions);
}

}  // namespace

void note_copy(const void* to, const void* from, std::uint64_t to_reach, std::uint64_t from_reach,
               cudaMemcpyKind kind) {
  if (use == nullptr) return;
  const bool guess = kind == cudaMemcpyDefault;
  if (const std::uint64_t bytes = overlap(to, to_reach, true); bytes > 0) {
    if (kind == cudaMemcpyHostToDevice || (guess && on_host(from))) use->from_host += bytes;
  }
  if (const std::uint64_t bytes = overlap(from, from_reach, false); bytes > 0) {
    if (kind == cudaMemcpyDeviceToHost || (guess && on_host(to))) use->to_host += bytes;
  }
}

void note_launch(cudaError_t result, dim3 grid, dim3 block, std::size_t shared_bytes) {
  if (use == nullptr) return;
  if (result == cudaSuccess) {
    ++use->launches;
  } else if (use->error == 0) {
    use->error = result;
    if (is_of_earlier_kernel(result)) return;
    use->launch_refused = 1;
    const dim3 sizes[2] = {grid, block};
    std::uint32_t* places[2] = {use->grid, use->block};
    for (int i = 0; i < 2; ++i) {
      places[i][0] = sizes[i].x;
      places[i][1] = sizes[i].y;
      places[i][2] = sizes[i].z;
    }
    use->shared_bytes = shared_bytes;
  }
}

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
  lent = {static_cast<char*>(memory), first, tensors, e.tensor_count};
  watch_call(number_of(job, e), lent);
  use = &e.device;
  // Tensors are addressed by their offset in the job; integers may go where pointers must not.
  // NOLINTNEXTLINE(performance-no-int-to-ptr)
  return reinterpret_cast<char*>(reinterpret_cast<std::uint64_t>(memory) - first);
}

const int* lend_integers(const int* values, int count) {
  const auto size = static_cast<std::size_t>(count) * sizeof(int);
  void* memory = nullptr;
  if (cudaMalloc(&memory, size) != cudaSuccess) return nullptr;
  lent_integers.push_back(memory);
  if (cudaMemcpy(memory, values, size, cudaMemcpyHostToDevice) != cudaSuccess) return nullptr;
  return static_cast<const int*>(memory);
}

bool return_tensors(char* job, std::uint64_t first, std::uint64_t last, execution& e) {
  use = nullptr;
  note_error(e, cudaGetLastError());       // of a launch or another call that the student's code did not ask about
  note_error(e, cudaDeviceSynchronize());  // of a kernel
  note_error(e, cudaMemcpy(job + first, lent.device, last - first, cudaMemcpyDeviceToHost));
  cudaFree(lent.device);
  for (void* memory : lent_integers) cudaFree(memory);
  lent_integers.clear();
  lent = {};
  end_watch(number_of(job, e));
  cudaGetLastError();
  if (e.device.error != 0 && e.state == call_state::returned) {
    e.state = call_state::device_failed;
    describe(e, static_cast<cudaError_t>(e.device.error));
  }
  // After an error within a kernel the context is lost, and every call from now on fails with the same error.
  return cudaDeviceSynchronize() == cudaSuccess;
}

}  // namespace gaplab
