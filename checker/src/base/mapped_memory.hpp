// A file's bytes in memory, without a copy.
#pragma once

#include <cstddef>
#include <string_view>
#include <utility>

namespace gaplab {

class mapped_memory {
 public:
  mapped_memory() = default;
  /// All bytes that the file has now, privately: later changes by others may or may not be seen.
  /// Throws environment_error.
  explicit mapped_memory(int descriptor);
  ~mapped_memory();
  mapped_memory(mapped_memory&& other) noexcept
      : m_bytes(std::exchange(other.m_bytes, nullptr)), m_size(std::exchange(other.m_size, 0)) {}
  mapped_memory& operator=(mapped_memory&& other) noexcept {
    std::swap(m_bytes, other.m_bytes);
    std::swap(m_size, other.m_size);
    return *this;
  }
  mapped_memory(const mapped_memory&) = delete;
  mapped_memory& operator=(const mapped_memory&) = delete;

  [[nodiscard]] std::string_view view() const { return {m_bytes, m_size}; }

 private:
  char* m_bytes = nullptr;
  std::size_t m_size = 0;
};

}  // namespace gaplab
