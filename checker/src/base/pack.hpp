// Plain values to bytes and back, between two processes of the same program on the same machine.
#pragma once

#include <unistd.h>

#include <cerrno>
#include <cstdint>
#include <cstring>
#include <stdexcept>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

namespace gaplab {

/// Writes to a descriptor; large arrays go there without a copy. A failed write ends up as missing bytes, which the
/// unpacker finds.
class packer {
 public:
  explicit packer(int descriptor) : m_descriptor(descriptor) {}
  ~packer() { flush(); }
  packer(const packer&) = delete;
  packer& operator=(const packer&) = delete;
  packer(packer&&) = delete;
  packer& operator=(packer&&) = delete;

  template <class T>
  void number(T value) {
    static_assert(std::is_arithmetic_v<T>);
    bytes(&value, sizeof value);
  }
  void text(std::string_view value) {
    number<std::uint64_t>(value.size());
    bytes(value.data(), value.size());
  }
  template <class T>
  void numbers(const std::vector<T>& values) {
    static_assert(std::is_arithmetic_v<T>);
    number<std::uint64_t>(values.size());
    bytes(values.data(), values.size() * sizeof(T));
  }

 private:
  static constexpr std::size_t small = 1 << 16;

  void bytes(const void* data, std::size_t size) {
    if (m_buffer.size() + size > small) flush();
    if (size > small) {
      send(static_cast<const char*>(data), size);
    } else {
      m_buffer.append(static_cast<const char*>(data), size);
    }
  }
  void flush() {
    send(m_buffer.data(), m_buffer.size());
    m_buffer.clear();
  }
  void send(const char* data, std::size_t size) const {
    while (size > 0) {
      const ssize_t written = ::write(m_descriptor, data, size);
      if (written < 0 && errno == EINTR) continue;
      if (written < 0) return;
      data += written;
      size -= static_cast<std::size_t>(written);
    }
  }

  int m_descriptor;
  std::string m_buffer;
};

/// Throws std::out_of_range where the bytes end too early.
class unpacker {
 public:
  explicit unpacker(std::string_view bytes) : m_rest(bytes) {}

  template <class T>
  T number() {
    T value;
    std::memcpy(&value, take(sizeof value).data(), sizeof value);
    return value;
  }
  std::string text() { return std::string(take(number<std::uint64_t>())); }
  template <class T>
  std::vector<T> numbers() {
    const auto count = number<std::uint64_t>();
    if (count > m_rest.size() / sizeof(T)) throw std::out_of_range("packed bytes end too early");
    std::vector<T> values(count);
    const std::string_view bytes = take(count * sizeof(T));
    if (count > 0) std::memcpy(values.data(), bytes.data(), bytes.size());
    return values;
  }

 private:
  std::string_view take(std::uint64_t size) {
    if (size > m_rest.size()) throw std::out_of_range("packed bytes end too early");
    const std::string_view bytes = m_rest.substr(0, size);
    m_rest.remove_prefix(size);
    return bytes;
  }

  std::string_view m_rest;
};

}  // namespace gaplab
