// A file without a name, in memory: what two processes share and nobody else can open.
#pragma once

#include <cstdint>

#include "base/file_descriptor.hpp"

namespace gaplab {

/// An empty memfd that can be sealed, closed on exec; where the system has none, an unlinked temporary file.
/// Throws environment_error.
file_descriptor make_anonymous_file(const char* name);

/// The same with that many bytes, all zero, and sealed: nobody can change its size any more. It takes memory only where
/// it is written. Throws environment_error.
file_descriptor make_sealed_file(const char* name, std::uint64_t size);

}  // namespace gaplab
