// The runtime API on memory.
#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <string>

#include "gaplab/simulated_gpu.hpp"
#include "gaplab_sim/api.hpp"
#include "runtime/access_check.hpp"
#include "runtime/block_runner.hpp"
#include "runtime/device_memory.hpp"
#include "runtime/error_state.hpp"
#include "runtime/faults.hpp"
#include "runtime/finding_log.hpp"
#include "runtime/gpu_file.hpp"
#include "runtime/grid.hpp"
#include "runtime/variables.hpp"

namespace gaplab::sim {

namespace {

observer observed{};

cudaError_t wrong(finding_kind kind, const char* function, const std::string& object, const std::string& detail,
                  site where, cudaError_t error) {
  note({kind, object, detail, 1, {function, at_line(where), false, {}, {}}, {}});
  return result(error);
}

/// A span of bytes that an API call is to read or write.
struct span {
  const void* pointer;
  std::uint64_t size;

  [[nodiscard]] bool on_device() const {
    return memory::contains(pointer) || find_device_variable(address()) != nullptr;
  }
  [[nodiscard]] std::uintptr_t address() const { return reinterpret_cast<std::uintptr_t>(pointer); }
  /// Where the runtime reaches its bytes.
  [[nodiscard]] char* bytes() const {
    return memory::contains(pointer)
               ? memory::alias_of(pointer)
               : const_cast<char*>(static_cast<const char*>(pointer));  // NOLINT: as memcpy has it
  }
};

/// What is wrong with the span on the device's side; an empty text if nothing is.
struct complaint {
  finding_kind kind;
  std::string object, detail;
  [[nodiscard]] bool any() const { return !detail.empty(); }
};

complaint complaint_of(const span& s) {
  if (const known_device_variable* v = find_device_variable(s.address())) {
    if (s.address() + s.size <= v->address + v->size) return {};
    return {finding_kind::invalid_copy, v->name,
            std::to_string(s.size) + " bytes do not fit in its " + std::to_string(v->size) + "."};
  }
  const memory::allocation* a = memory::find(s.pointer);
  if (a == nullptr) {
    return {finding_kind::invalid_copy, memory::describe(s.pointer, 1), "That address is not allocated."};
  }
  if (!a->live) return {finding_kind::use_after_free, memory::describe(s.pointer, 1), "It has been freed."};
  if (memory::offset_of(s.pointer) + s.size > a->offset + a->size) {
    const std::uint64_t room = a->offset + a->size - memory::offset_of(s.pointer);
    return {
        finding_kind::invalid_copy,
        memory::describe(static_cast<const char*>(s.pointer) + room, std::max<std::uint64_t>(1, a->element_size)),
        std::to_string(s.size) + " bytes are meant, but from there to its end it has " + std::to_string(room) + "."};
  }
  return {};
}

/// What the kind claims of the two sides, against what they are.
std::string wrong_direction(const span& to, const span& from, cudaMemcpyKind kind) {
  if (kind == cudaMemcpyDefault) return {};
  const bool to_device = kind == cudaMemcpyHostToDevice || kind == cudaMemcpyDeviceToDevice;
  const bool from_device = kind == cudaMemcpyDeviceToHost || kind == cudaMemcpyDeviceToDevice;
  const auto text = [](const char* side, bool claimed, bool is) -> std::string {
    if (claimed == is) return {};
    return std::string("By its kind the ") + side + " is on the " + (claimed ? "device" : "host") + ", but it is " +
           (is ? "a device pointer" : "a host pointer") + ". ";
  };
  std::string what = text("destination", to_device, to.on_device()) + text("source", from_device, from.on_device());
  if (!what.empty()) what += "cudaMemcpy(to, from, size, kind): are two arguments exchanged?";
  return what;
}

cudaError_t copy(const char* function, const span& to, const span& from, std::size_t to_pitch, std::size_t from_pitch,
                 std::size_t width, std::size_t height, cudaMemcpyKind kind, site where) {
  prepare_for_faults();
  if (context_error() != cudaSuccess) return result(cudaSuccess);
  if (width == 0 || height == 0) return result(cudaSuccess);
  if (observed.copied != nullptr) observed.copied(to.pointer, from.pointer, to.size, from.size, kind);
  if (to.pointer == nullptr || from.pointer == nullptr) {
    return wrong(finding_kind::invalid_copy, function, "",
                 to.pointer == nullptr ? "The destination is nullptr." : "The source is nullptr.", where,
                 cudaErrorInvalidValue);
  }
  const std::string direction = wrong_direction(to, from, kind);
  if (!direction.empty()) {
    return wrong(finding_kind::invalid_copy, function, "", direction, where, cudaErrorInvalidValue);
  }
  for (const span* side : {&to, &from}) {
    if (!side->on_device()) continue;
    if (const complaint c = complaint_of(*side); c.any()) {
      return wrong(c.kind, function, c.object, c.detail, where, cudaErrorInvalidValue);
    }
  }
  for (std::size_t row = 0; row < height; ++row) {
    char* target = to.bytes() + row * to_pitch;
    std::memmove(target, from.bytes() + row * from_pitch, width);
    if (memory::contains(to.pointer)) {
      check::set_initialised(memory::offset_of(to.pointer) + row * to_pitch, width, true);
    }
  }
  return result(cudaSuccess);
}

/// From the first byte of the first row to the last one of the last.
std::uint64_t reach(std::size_t pitch, std::size_t width, std::size_t height) {
  return height == 0 ? 0 : std::uint64_t{pitch} * (height - 1) + width;
}

cudaError_t fill(const char* function, void* pointer, std::size_t pitch, int value, std::size_t width,
                 std::size_t height, site where) {
  prepare_for_faults();
  if (context_error() != cudaSuccess) return result(cudaSuccess);
  const span s{pointer, reach(pitch, width, height)};
  if (s.size == 0) return result(cudaSuccess);
  if (!s.on_device()) {
    return wrong(finding_kind::invalid_copy, function, "", "The pointer is the host's, and must be the device's.",
                 where, cudaErrorInvalidValue);
  }
  if (const complaint c = complaint_of(s); c.any()) {
    return wrong(c.kind, function, c.object, c.detail, where, cudaErrorInvalidValue);
  }
  for (std::size_t row = 0; row < height; ++row) {
    std::memset(s.bytes() + row * pitch, value, width);
    if (memory::contains(pointer)) check::set_initialised(memory::offset_of(pointer) + row * pitch, width, true);
  }
  return result(cudaSuccess);
}

}  // namespace

void observe(const observer& o) {
  observed = o;
  set_launch_observer(o.launched);
}

void begin_call(unsigned call) { the_gpu().header->call = call; }

cudaError_t allocate(void** pointer, std::size_t size, std::size_t element_size, site where) {
  prepare_for_faults();
  if (pointer == nullptr) return result(cudaErrorInvalidValue);
  *pointer = nullptr;
  if (context_error() != cudaSuccess) return result(cudaSuccess);
  if (size == 0) return result(cudaSuccess);
  *pointer = memory::allocate(size, element_size, where);
  return result(*pointer == nullptr ? cudaErrorMemoryAllocation : cudaSuccess);
}

cudaError_t allocate_pitched(void** pointer, std::size_t* pitch, std::size_t width, std::size_t height, site where) {
  constexpr std::size_t pitch_step = 512;  // bytes, as GPUs have it
  *pitch = (width + pitch_step - 1) / pitch_step * pitch_step;
  return allocate(pointer, *pitch * height, 1, where);
}

cudaError_t allocate_pinned(void** pointer, std::size_t size, site where) {
  prepare_for_faults();
  *pointer = std::malloc(std::max<std::size_t>(size, 1));  // NOLINT(cppcoreguidelines-no-malloc): the program frees it
  if (*pointer == nullptr) return result(cudaErrorMemoryAllocation);
  memory::add_pinned(*pointer, size, where);
  return result(cudaSuccess);
}

cudaError_t copy_to_symbol(const void* symbol, std::size_t symbol_size, const void* from, std::size_t size,
                           std::size_t offset, cudaMemcpyKind kind, site where) {
  if (offset + size > symbol_size) {
    const known_device_variable* v = find_device_variable(reinterpret_cast<std::uintptr_t>(symbol));
    return wrong(finding_kind::invalid_copy, "cudaMemcpyToSymbol", v == nullptr ? "" : v->name,
                 std::to_string(offset + size) + " bytes do not fit in its " + std::to_string(symbol_size) + ".", where,
                 cudaErrorInvalidValue);
  }
  const span to{static_cast<const char*>(symbol) + offset, size};
  return copy("cudaMemcpyToSymbol", to, {from, size}, size, size, size, 1, kind, where);
}

cudaError_t copy_from_symbol(void* to, const void* symbol, std::size_t symbol_size, std::size_t size,
                             std::size_t offset, cudaMemcpyKind kind, site where) {
  if (offset + size > symbol_size) {
    const known_device_variable* v = find_device_variable(reinterpret_cast<std::uintptr_t>(symbol));
    return wrong(finding_kind::invalid_copy, "cudaMemcpyFromSymbol", v == nullptr ? "" : v->name,
                 "It has " + std::to_string(symbol_size) + " bytes, of which " + std::to_string(offset + size) +
                     " are asked for.",
                 where, cudaErrorInvalidValue);
  }
  const span from{static_cast<const char*>(symbol) + offset, size};
  return copy("cudaMemcpyFromSymbol", {to, size}, from, size, size, size, 1, kind, where);
}

void* device_malloc(std::size_t size, const char* file, int line) {
  if (runner == nullptr) return std::malloc(size);  // NOLINT: of a __host__ __device__ function, called by the host
  return memory::allocate(std::max<std::size_t>(size, 1), 0, {file, line});
}

void device_free(void* pointer, const char* file, int line) {
  if (runner == nullptr) {
    std::free(pointer);  // NOLINT(cppcoreguidelines-no-malloc): as above
    return;
  }
  if (pointer != nullptr) memory::release(pointer, {file, line});
}

}  // namespace gaplab::sim

using namespace gaplab::sim;

cudaError_t cudaFree(void* pointer, const char* file, int line) {
  prepare_for_faults();
  const site where{file, line};
  if (pointer == nullptr) return result(cudaSuccess);
  if (context_error() != cudaSuccess) return result(cudaSuccess);
  switch (memory::release(pointer, where)) {
    case memory::free_result::freed: return result(cudaSuccess);
    case memory::free_result::already_freed:
      return wrong(finding_kind::double_free, "cudaFree", memory::describe(pointer, 1), "", where,
                   cudaErrorInvalidValue);
    case memory::free_result::inside:
      return wrong(finding_kind::invalid_free, "cudaFree", memory::describe(pointer, 1),
                   "The pointer is inside of what was allocated; cudaFree needs its beginning.", where,
                   cudaErrorInvalidValue);
    case memory::free_result::unknown: break;
  }
  return wrong(finding_kind::invalid_free, "cudaFree", "",
               memory::contains(pointer) ? "Nothing was ever allocated there." : "The pointer is the host's.", where,
               cudaErrorInvalidValue);
}

cudaError_t cudaFreeHost(void* pointer, const char* file, int line) {
  if (pointer == nullptr) return result(cudaSuccess);
  if (!memory::remove_pinned(pointer)) {
    return wrong(finding_kind::invalid_free, "cudaFreeHost", "", "cudaMallocHost or cudaHostAlloc never returned it.",
                 {file, line}, cudaErrorInvalidValue);
  }
  std::free(pointer);  // NOLINT(cppcoreguidelines-no-malloc): from allocate_pinned
  return result(cudaSuccess);
}

cudaError_t cudaMemcpy(void* to, const void* from, std::size_t size, cudaMemcpyKind kind, const char* file, int line) {
  return copy("cudaMemcpy", {to, size}, {from, size}, size, size, size, 1, kind, {file, line});
}

cudaError_t cudaMemcpy2D(void* to, std::size_t to_pitch, const void* from, std::size_t from_pitch, std::size_t width,
                         std::size_t height, cudaMemcpyKind kind, const char* file, int line) {
  if (width > to_pitch || width > from_pitch) return result(cudaErrorInvalidPitchValue);
  return copy("cudaMemcpy2D", {to, reach(to_pitch, width, height)}, {from, reach(from_pitch, width, height)}, to_pitch,
              from_pitch, width, height, kind, {file, line});
}

cudaError_t cudaMemset(void* pointer, int value, std::size_t size, const char* file, int line) {
  return fill("cudaMemset", pointer, size, value, size, 1, {file, line});
}

cudaError_t cudaMemset2D(void* pointer, std::size_t pitch, int value, std::size_t width, std::size_t height,
                         const char* file, int line) {
  return fill("cudaMemset2D", pointer, pitch, value, width, height, {file, line});
}

cudaError_t cudaMemGetInfo(std::size_t* free_bytes, std::size_t* total_bytes) {
  prepare_for_faults();
  *free_bytes = memory::bytes_free();
  *total_bytes = the_gpu().memory_size;
  return result(cudaSuccess);
}

cudaError_t cudaPointerGetAttributes(cudaPointerAttributes* attributes, const void* pointer) {
  prepare_for_faults();
  *attributes = {};
  auto* plain = const_cast<void*>(pointer);  // NOLINT: as CUDA has it
  if (span{pointer, 1}.on_device()) {
    attributes->type = cudaMemoryTypeDevice;
    attributes->devicePointer = plain;
  } else if (memory::is_pinned(pointer)) {
    attributes->type = cudaMemoryTypeHost;
    attributes->devicePointer = plain;
    attributes->hostPointer = plain;
  } else {
    attributes->type = cudaMemoryTypeUnregistered;
    attributes->hostPointer = plain;
  }
  return result(cudaSuccess);
}
