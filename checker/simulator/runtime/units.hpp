// Sizes that several parts of the runtime count in.
#pragma once

#include <cstddef>
#include <cstdint>

namespace gaplab::sim {

constexpr std::size_t page_size = 4096;  ///< bytes; that of x86-64

/// Bytes from address 0 on: what members and elements of a null pointer reach.
constexpr std::uintptr_t null_area = std::uintptr_t{1} << 16;

}  // namespace gaplab::sim
