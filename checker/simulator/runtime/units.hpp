// What several parts of the runtime count in, and how they are compiled.
#pragma once

#include <cstddef>
#include <cstdint>

namespace gaplab::sim {

constexpr std::size_t page_size = 4096;  ///< bytes; that of x86-64

/// Bytes from address 0 on: what members and elements of a null pointer reach.
constexpr std::uintptr_t null_area = std::uintptr_t{1} << 16;

}  // namespace gaplab::sim

// Barriers and accesses are dealt with on the stack of the thread that comes to them, and there are thousands of such
// stacks. What is done every time goes into one frame; what happens seldom is kept out of it, for its variables would
// make the frame larger and the cache hold fewer threads' stacks.
#define GAPLAB_ALWAYS __attribute__((always_inline)) inline
#define GAPLAB_SELDOM __attribute__((noinline, cold))
