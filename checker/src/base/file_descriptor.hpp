// An owned POSIX file descriptor.
#pragma once

#include <unistd.h>

#include <utility>

namespace gaplab {

class file_descriptor {
 public:
  file_descriptor() = default;
  explicit file_descriptor(int descriptor) : m_descriptor(descriptor) {}
  ~file_descriptor() { reset(); }
  file_descriptor(file_descriptor&& other) noexcept : m_descriptor(other.release()) {}
  file_descriptor& operator=(file_descriptor&& other) noexcept {
    if (this != &other) {
      reset();
      m_descriptor = other.release();
    }
    return *this;
  }
  file_descriptor(const file_descriptor&) = delete;
  file_descriptor& operator=(const file_descriptor&) = delete;

  [[nodiscard]] int get() const { return m_descriptor; }
  explicit operator bool() const { return m_descriptor >= 0; }
  int release() { return std::exchange(m_descriptor, -1); }
  void reset() {
    if (m_descriptor >= 0) ::close(release());
  }

 private:
  int m_descriptor = -1;
};

}  // namespace gaplab
