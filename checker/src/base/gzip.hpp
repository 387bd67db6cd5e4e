// gzip (RFC 1952) in memory, by zlib.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace gaplab {

/// The bytes compressed; the same for the same bytes, without a time or a name in them.
std::string gzip(std::string_view bytes);

/// The reverse. Throws std::runtime_error, in words, if the bytes are no gzip, end too early, do not fit their own
/// checksum, or make more than that many bytes.
std::string gunzip(std::string_view bytes, std::size_t most);

}  // namespace gaplab
