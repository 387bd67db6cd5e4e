#include "base/gzip.hpp"

#include <fmt/format.h>
#include <zlib.h>

#include <algorithm>
#include <array>
#include <stdexcept>

namespace gaplab {

namespace {

constexpr int gzip_window = 15 + 16;  // the largest window; 16 asks zlib for gzip's header and checksum
constexpr std::size_t chunk = std::size_t{1} << 16;

/// zlib's interface has no const for what it only reads.
void give(z_stream& stream, std::string_view bytes) {
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));  // NOLINT(*-const-cast)
  stream.avail_in = static_cast<uInt>(bytes.size());
}

/// The stream's memory, given back whatever happens.
struct inflating {
  z_stream stream{};
  inflating() {
    if (inflateInit2(&stream, gzip_window) != Z_OK) throw std::bad_alloc();
  }
  ~inflating() { inflateEnd(&stream); }
  inflating(const inflating&) = delete;
  inflating& operator=(const inflating&) = delete;
  inflating(inflating&&) = delete;
  inflating& operator=(inflating&&) = delete;
};

}  // namespace

std::string gzip(std::string_view bytes) {
  z_stream stream{};
  constexpr int memory_level = 8;  // zlib's default
  if (deflateInit2(&stream, Z_BEST_COMPRESSION, Z_DEFLATED, gzip_window, memory_level, Z_DEFAULT_STRATEGY) != Z_OK) {
    throw std::bad_alloc();
  }
  std::string result(deflateBound(&stream, static_cast<uLong>(bytes.size())), '\0');
  give(stream, bytes);
  stream.next_out = reinterpret_cast<Bytef*>(result.data());
  stream.avail_out = static_cast<uInt>(result.size());
  const int ended = deflate(&stream, Z_FINISH);
  result.resize(stream.total_out);
  deflateEnd(&stream);
  if (ended != Z_STREAM_END) throw std::runtime_error("zlib could not compress");
  return result;
}

std::string gunzip(std::string_view bytes, std::size_t most) {
  inflating in;
  give(in.stream, bytes);
  std::string result;
  std::array<char, chunk> buffer{};
  while (true) {
    in.stream.next_out = reinterpret_cast<Bytef*>(buffer.data());
    in.stream.avail_out = static_cast<uInt>(buffer.size());
    const int state = inflate(&in.stream, Z_NO_FLUSH);
    result.append(buffer.data(), buffer.size() - in.stream.avail_out);
    if (result.size() > most) throw std::runtime_error(fmt::format("it unpacks to more than {} MB", most >> 20));
    if (state == Z_STREAM_END) {
      const std::string_view rest = bytes.substr(bytes.size() - in.stream.avail_in);
      if (std::all_of(rest.begin(), rest.end(), [](char c) { return c == '\0'; })) return result;
      inflateReset(&in.stream);  // a file may be several such streams, one after the other
    } else if (state == Z_BUF_ERROR || (state == Z_OK && in.stream.avail_in == 0 && in.stream.avail_out > 0)) {
      throw std::runtime_error("it is cut off");
    } else if (state == Z_MEM_ERROR) {
      throw std::bad_alloc();
    } else if (state != Z_OK) {
      throw std::runtime_error(result.empty() ? "it is damaged, or no gzip file" : "it is damaged");
    }
  }
}

}  // namespace gaplab
