// SHA-256 by libmd, as hexadecimal text: it seals fixtures and names cached binaries.
#pragma once

#include <string>
#include <string_view>

namespace gaplab {

/// 64 lower-case hexadecimal digits.
std::string sha256(std::string_view bytes);

}  // namespace gaplab
