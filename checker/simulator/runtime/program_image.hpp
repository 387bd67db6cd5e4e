// Where in the program an address lies: by its own headers, since a sandbox has no /proc.
#pragma once

#include <cstdint>

namespace gaplab::sim::image {

/// In a part that nobody can write: code, constants, literals.
bool is_read_only(std::uintptr_t address);

/// In a part that holds variables of the program or its libraries.
bool is_variable(std::uintptr_t address);

/// In the program's own code, not a library's.
bool is_own_code(std::uintptr_t address);

}  // namespace gaplab::sim::image
