// The CUDA runtime API, as far as the simulated GPU has it. Streams and launches are synchronous: what is asked for is
// done when the call returns. Functions that a finding may name know their line.
#pragma once
#pragma GCC system_header

#include <cstddef>

#include "device_properties.hpp"
#include "errors.hpp"
#include "primitives.hpp"
#include "variables.hpp"

// ---- errors
cudaError_t cudaGetLastError();
cudaError_t cudaPeekAtLastError();
const char* cudaGetErrorName(cudaError_t error);
const char* cudaGetErrorString(cudaError_t error);

// ---- memory
namespace gaplab::sim {
cudaError_t allocate(void** pointer, std::size_t size, std::size_t element_size, site where);
cudaError_t allocate_pitched(void** pointer, std::size_t* pitch, std::size_t width, std::size_t height, site where);
cudaError_t allocate_pinned(void** pointer, std::size_t size, site where);
cudaError_t copy_to_symbol(const void* symbol, std::size_t symbol_size, const void* from, std::size_t size,
                           std::size_t offset, cudaMemcpyKind kind, site where);
cudaError_t copy_from_symbol(void* to, const void* symbol, std::size_t symbol_size, std::size_t size,
                             std::size_t offset, cudaMemcpyKind kind, site where);
template <class T>
struct element_size_of {
  static constexpr std::size_t value = sizeof(T);
};
template <>
struct element_size_of<void> {
  static constexpr std::size_t value = 0;
};
}  // namespace gaplab::sim

template <class T>
inline cudaError_t cudaMalloc(T** pointer, std::size_t size, GAPLAB_SIM_HERE) {
  return ::gaplab::sim::allocate(reinterpret_cast<void**>(pointer), size, ::gaplab::sim::element_size_of<T>::value,
                                 {gaplab_file, gaplab_line});
}
template <class T>
inline cudaError_t cudaMallocAsync(T** pointer, std::size_t size, cudaStream_t, GAPLAB_SIM_HERE) {
  return cudaMalloc(pointer, size, gaplab_file, gaplab_line);
}
template <class T>
inline cudaError_t cudaMallocPitch(T** pointer, std::size_t* pitch, std::size_t width, std::size_t height,
                                   GAPLAB_SIM_HERE) {
  return ::gaplab::sim::allocate_pitched(reinterpret_cast<void**>(pointer), pitch, width, height,
                                         {gaplab_file, gaplab_line});
}
cudaError_t cudaFree(void* pointer, GAPLAB_SIM_HERE);
inline cudaError_t cudaFreeAsync(void* pointer, cudaStream_t, GAPLAB_SIM_HERE) {
  return cudaFree(pointer, gaplab_file, gaplab_line);
}
template <class T>
inline cudaError_t cudaMallocHost(T** pointer, std::size_t size, unsigned = 0, GAPLAB_SIM_HERE) {
  return ::gaplab::sim::allocate_pinned(reinterpret_cast<void**>(pointer), size, {gaplab_file, gaplab_line});
}
template <class T>
inline cudaError_t cudaHostAlloc(T** pointer, std::size_t size, unsigned, GAPLAB_SIM_HERE) {
  return ::gaplab::sim::allocate_pinned(reinterpret_cast<void**>(pointer), size, {gaplab_file, gaplab_line});
}
cudaError_t cudaFreeHost(void* pointer, GAPLAB_SIM_HERE);

cudaError_t cudaMemcpy(void* to, const void* from, std::size_t size, cudaMemcpyKind kind, GAPLAB_SIM_HERE);
inline cudaError_t cudaMemcpyAsync(void* to, const void* from, std::size_t size, cudaMemcpyKind kind,
                                   cudaStream_t = nullptr, GAPLAB_SIM_HERE) {
  return cudaMemcpy(to, from, size, kind, gaplab_file, gaplab_line);
}
cudaError_t cudaMemcpy2D(void* to, std::size_t to_pitch, const void* from, std::size_t from_pitch, std::size_t width,
                         std::size_t height, cudaMemcpyKind kind, GAPLAB_SIM_HERE);
inline cudaError_t cudaMemcpy2DAsync(void* to, std::size_t to_pitch, const void* from, std::size_t from_pitch,
                                     std::size_t width, std::size_t height, cudaMemcpyKind kind, cudaStream_t = nullptr,
                                     GAPLAB_SIM_HERE) {
  return cudaMemcpy2D(to, to_pitch, from, from_pitch, width, height, kind, gaplab_file, gaplab_line);
}
cudaError_t cudaMemset(void* pointer, int value, std::size_t size, GAPLAB_SIM_HERE);
inline cudaError_t cudaMemsetAsync(void* pointer, int value, std::size_t size, cudaStream_t = nullptr,
                                   GAPLAB_SIM_HERE) {
  return cudaMemset(pointer, value, size, gaplab_file, gaplab_line);
}
cudaError_t cudaMemset2D(void* pointer, std::size_t pitch, int value, std::size_t width, std::size_t height,
                         GAPLAB_SIM_HERE);
cudaError_t cudaMemGetInfo(std::size_t* free_bytes, std::size_t* total_bytes);
cudaError_t cudaPointerGetAttributes(cudaPointerAttributes* attributes, const void* pointer);

template <class T>
inline cudaError_t cudaMemcpyToSymbol(const T& symbol, const void* from, std::size_t size, std::size_t offset = 0,
                                      cudaMemcpyKind kind = cudaMemcpyHostToDevice, GAPLAB_SIM_HERE) {
  return ::gaplab::sim::copy_to_symbol(&symbol, sizeof(T), from, size, offset, kind, {gaplab_file, gaplab_line});
}
template <class T>
inline cudaError_t cudaMemcpyToSymbolAsync(const T& symbol, const void* from, std::size_t size, std::size_t offset,
                                           cudaMemcpyKind kind, cudaStream_t = nullptr, GAPLAB_SIM_HERE) {
  return ::gaplab::sim::copy_to_symbol(&symbol, sizeof(T), from, size, offset, kind, {gaplab_file, gaplab_line});
}
template <class T>
inline cudaError_t cudaMemcpyFromSymbol(void* to, const T& symbol, std::size_t size, std::size_t offset = 0,
                                        cudaMemcpyKind kind = cudaMemcpyDeviceToHost, GAPLAB_SIM_HERE) {
  return ::gaplab::sim::copy_from_symbol(to, &symbol, sizeof(T), size, offset, kind, {gaplab_file, gaplab_line});
}
template <class T>
inline cudaError_t cudaMemcpyFromSymbolAsync(void* to, const T& symbol, std::size_t size, std::size_t offset,
                                             cudaMemcpyKind kind, cudaStream_t = nullptr, GAPLAB_SIM_HERE) {
  return ::gaplab::sim::copy_from_symbol(to, &symbol, sizeof(T), size, offset, kind, {gaplab_file, gaplab_line});
}
template <class T>
inline cudaError_t cudaGetSymbolAddress(void** pointer, const T& symbol) {
  *pointer = const_cast<void*>(static_cast<const volatile void*>(&symbol));
  return cudaSuccess;
}
template <class T>
inline cudaError_t cudaGetSymbolSize(std::size_t* size, const T&) {
  *size = sizeof(T);
  return cudaSuccess;
}

// ---- the device
cudaError_t cudaDeviceSynchronize();
cudaError_t cudaDeviceReset();
cudaError_t cudaGetDeviceCount(int* count);
cudaError_t cudaSetDevice(int device);
cudaError_t cudaGetDevice(int* device);
cudaError_t cudaGetDeviceProperties(cudaDeviceProp* properties, int device);
cudaError_t cudaDeviceGetAttribute(int* value, cudaDeviceAttr attribute, int device);
cudaError_t cudaDeviceSetLimit(cudaLimit limit, std::size_t value);
cudaError_t cudaDeviceGetLimit(std::size_t* value, cudaLimit limit);
cudaError_t cudaDeviceSetCacheConfig(cudaFuncCache config);
cudaError_t cudaDriverGetVersion(int* version);
cudaError_t cudaRuntimeGetVersion(int* version);

// ---- functions. What is allowed to one kernel here is allowed to all.
namespace gaplab::sim {
cudaError_t set_function_attribute(cudaFuncAttribute attribute, int value);
cudaError_t get_function_attributes(cudaFuncAttributes* attributes);
}  // namespace gaplab::sim
template <class F>
inline cudaError_t cudaFuncSetAttribute(F, cudaFuncAttribute attribute, int value) {
  return ::gaplab::sim::set_function_attribute(attribute, value);
}
template <class F>
inline cudaError_t cudaFuncSetCacheConfig(F, cudaFuncCache) {
  return cudaSuccess;
}
template <class F>
inline cudaError_t cudaFuncGetAttributes(cudaFuncAttributes* attributes, F) {
  return ::gaplab::sim::get_function_attributes(attributes);
}
template <class F>
inline cudaError_t cudaOccupancyMaxActiveBlocksPerMultiprocessor(int* blocks, F, int block_size, std::size_t) {
  *blocks = block_size > 0 ? (2048 / block_size < 32 ? 2048 / block_size : 32) : 0;
  return cudaSuccess;
}
template <class F>
inline cudaError_t cudaOccupancyMaxPotentialBlockSize(int* grid_size, int* block_size, F, std::size_t = 0,
                                                      int limit = 0) {
  *block_size = limit > 0 && limit < 256 ? limit : 256;
  *grid_size = 64;
  return cudaSuccess;
}

// ---- streams and events
cudaError_t cudaStreamCreate(cudaStream_t* stream);
cudaError_t cudaStreamCreateWithFlags(cudaStream_t* stream, unsigned flags);
cudaError_t cudaStreamCreateWithPriority(cudaStream_t* stream, unsigned flags, int priority);
cudaError_t cudaStreamDestroy(cudaStream_t stream);
cudaError_t cudaStreamSynchronize(cudaStream_t stream);
cudaError_t cudaStreamQuery(cudaStream_t stream);
cudaError_t cudaStreamWaitEvent(cudaStream_t stream, cudaEvent_t event, unsigned flags = 0);
cudaError_t cudaLaunchHostFunc(cudaStream_t stream, void (*function)(void*), void* data);
cudaError_t cudaEventCreate(cudaEvent_t* event);
cudaError_t cudaEventCreateWithFlags(cudaEvent_t* event, unsigned flags);
cudaError_t cudaEventRecord(cudaEvent_t event, cudaStream_t stream = nullptr);
cudaError_t cudaEventSynchronize(cudaEvent_t event);
cudaError_t cudaEventQuery(cudaEvent_t event);
cudaError_t cudaEventElapsedTime(float* milliseconds, cudaEvent_t begin, cudaEvent_t end);
cudaError_t cudaEventDestroy(cudaEvent_t event);
