// The GPU's memory: what is allocated where. All offsets are from its beginning, in bytes.
#pragma once

#include <cstdint>
#include <string>

#include "gaplab/simulated_gpu.hpp"
#include "gaplab_sim/primitives.hpp"

namespace gaplab::sim::memory {

struct allocation {
  std::uint64_t offset = 0;
  std::uint64_t size = 0;          ///< in bytes
  std::uint64_t element_size = 0;  ///< of the pointer's type; 0: unknown
  site where{nullptr, 0};          ///< of the call that made it
  site freed{nullptr, 0};
  bool live = true;
  bool pinned = false;  ///< host memory of cudaMallocHost
  std::string name;     ///< of a tensor; empty for what a program allocated
};

/// A pointer of the GPU's memory, allocated by anybody or not.
bool contains(const void* pointer);
std::uint64_t offset_of(const void* pointer);

/// nullptr if there is no room.
void* allocate(std::uint64_t size, std::uint64_t element_size, site where);

enum class free_result { freed, unknown, inside, already_freed };
free_result release(void* pointer, site where);
void release_all();

/// The allocation, live or freed, that the pointer is in; nullptr if there is none. For calls of the API.
const allocation* find(const void* pointer);

/// The same for an access by a kernel, which sees the parts of a divided allocation, and nothing between them.
const allocation* find_for_kernel(std::uint64_t offset);

/// The allocation that lies nearest.
const allocation* nearest(std::uint64_t offset);

/// "element 40 of x[40]", "element 1024 of the 1024 elements allocated in line 12", "4 bytes before ...".
std::string describe(const void* pointer, std::uint64_t access_size);

/// Opens the memory to the program, and closes it: host code that follows a device pointer is stopped by the processor.
void open_to_program();
void close_to_program();

/// Where the runtime itself reads and writes the bytes of a device pointer.
char* alias_of(const void* pointer);

std::uint64_t bytes_free();

/// What was never freed.
void note_leaks();

/// Host memory that CUDA lets kernels use.
void add_pinned(void* pointer, std::uint64_t size, site where);
/// Returns false if it is none.
bool remove_pinned(void* pointer);
bool is_pinned(const void* pointer);

void divide(void* pointer, const part* parts, int count);

}  // namespace gaplab::sim::memory
