#include "base/mapped_memory.hpp"

#include <fmt/format.h>
#include <sys/mman.h>
#include <sys/stat.h>

#include <cerrno>
#include <cstring>

#include "base/error.hpp"

namespace gaplab {

mapped_memory::mapped_memory(int descriptor) {
  struct stat status {};
  if (::fstat(descriptor, &status) == 0 && status.st_size == 0) return;
  const auto size = static_cast<std::size_t>(status.st_size);
  void* bytes = ::mmap(nullptr, size, PROT_READ, MAP_PRIVATE | MAP_POPULATE, descriptor, 0);
  if (bytes == MAP_FAILED)
    throw environment_error(fmt::format("cannot map {} MB of memory: {}", size >> 20, std::strerror(errno)));
  m_bytes = static_cast<char*>(bytes);
  m_size = size;
}

mapped_memory::~mapped_memory() {
  if (m_bytes != nullptr) ::munmap(m_bytes, m_size);
}

}  // namespace gaplab
