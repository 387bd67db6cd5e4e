#include "base/anonymous_file.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <string>

#include "base/error.hpp"

namespace gaplab {

file_descriptor make_anonymous_file(const char* name) {
#ifdef MFD_ALLOW_SEALING
  file_descriptor memory(::memfd_create(name, MFD_CLOEXEC | MFD_ALLOW_SEALING));
  if (memory) return memory;
#endif
  std::error_code error;
  std::string path = (std::filesystem::temp_directory_path(error) / (std::string(name) + "-XXXXXX")).string();
  file_descriptor file(::mkstemp(path.data()));
  if (!file) throw environment_error(fmt::format("cannot make a temporary file: {}", std::strerror(errno)));
  ::unlink(path.c_str());
  ::fcntl(file.get(), F_SETFD, FD_CLOEXEC);
  return file;
}

file_descriptor make_sealed_file(const char* name, std::uint64_t size) {
  file_descriptor file = make_anonymous_file(name);
  if (::ftruncate(file.get(), static_cast<off_t>(size)) != 0) {
    throw environment_error(fmt::format("cannot share {} MB of memory: {}", size >> 20, std::strerror(errno)));
  }
#ifdef F_ADD_SEALS
  ::fcntl(file.get(), F_ADD_SEALS, F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_SEAL);
#endif
  return file;
}

}  // namespace gaplab
