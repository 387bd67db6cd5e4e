// A file without a name, in memory: what two processes share and nobody else can open.
#pragma once

#include "base/file_descriptor.hpp"

namespace gaplab {

/// An empty memfd that can be sealed, closed on exec; where the system has none, an unlinked temporary file.
/// Throws environment_error.
file_descriptor make_anonymous_file(const char* name);

}  // namespace gaplab
